import { InvalidCredentialsError, ResultCodeError, type Client, type Entry } from 'ldapts'
import { Problem } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { fillFilter } from '../protocol/ldap/filter.ts'
import { openDirectory, type Directory } from './directory-connection.ts'
import type { Person } from './sign-on-result.ts'
import { bindPasswordPlace, type StoredLdap } from './sign-on-settings-store.ts'
import { SignOnFailure, type Walk } from './steps.ts'

type Asked = { userName: string; password: string }
type Asking = {
  ldap: StoredLdap
  secrets: Secrets
  walk: Walk
  /** Sees whose password is tried (`?` and the name where nobody was found), and may refuse by throwing. */
  beforeBind: (dn: string) => Promise<void>
}

/**
 * Finds the person's entry and binds as it with their password (RFC 4513, section 5.1.3). Throws SignOnFailure: `wrong` when name
 * and password do not belong together, `unavailable` when that could not be found out.
 */
export async function askDirectory(
  { ldap, secrets, walk, beforeBind }: Asking,
  { userName, password }: Asked,
): Promise<Person> {
  // A bind with a name and no password succeeds as nobody in particular (section 5.1.2).
  if (password === '') throw new SignOnFailure('wrong', 'No password was given')
  const directory = openDirectory(ldap)
  const { client } = directory
  try {
    await connect(directory, { ldap, secrets, walk })
    const entry = await walk.step(
      'search',
      async () => {
        const found = await findEntries(client, ldap, userName)
        if (found.length === 1) return found[0]!
        await beforeBind(`?${userName}`)
        await bindAsNobody(client, ldap.searchBase, password)
        throw new SignOnFailure(
          'wrong',
          found.length > 1 ? 'More than one entry was found' : 'No entry was found',
        )
      },
      ({ dn }) => dn,
    )
    await walk.step(
      'password',
      async () => {
        await beforeBind(entry.dn)
        await bindAs(client, entry.dn, password)
      },
      () => 'The password is right',
    )
    return await walk.step(
      'attributes',
      async () => readPerson(entry, ldap, userName),
      (person) => sentenceOf(person),
    )
  } catch (error) {
    if (error instanceof SignOnFailure || error instanceof Problem) throw error
    throw new SignOnFailure('unavailable', (error as Error).message, { cause: error })
  } finally {
    directory.close()
  }
}

type Connecting = { ldap: StoredLdap; secrets: Secrets; walk: Walk }

async function connect(directory: Directory, { ldap, secrets, walk }: Connecting): Promise<void> {
  const { client } = directory
  const { bindDn, bindPasswordSealed } = ldap
  if (ldap.startTls) await walk.step('tls', directory.secure, () => `${ldap.url} speaks TLS from here on`)
  const password = bindPasswordSealed
    ? secrets.openText(bindPasswordPlace, Buffer.from(bindPasswordSealed, 'base64'))
    : ''
  await walk.step(
    'bind',
    () => (bindDn ? client.bind(bindDn, password) : client.bind('', '')),
    () => (bindDn ? `${ldap.url} knows ${bindDn}` : `${ldap.url} answers anybody`),
  )
}

/** Two for one name are as good as none: nobody can say whose password it is. A bind as an entry without a name would be nobody's. */
async function findEntries(client: Client, ldap: StoredLdap, name: string): Promise<Entry[]> {
  const { searchEntries } = await client.search(ldap.searchBase, {
    scope: 'sub',
    filter: fillFilter(ldap.filter, name),
    attributes: [ldap.userNameAttribute, ldap.nameAttribute, ldap.emailAttribute],
    sizeLimit: 2,
  })
  return searchEntries.filter(({ dn }) => dn.includes('='))
}

/** An unknown name is asked and counted as often as a wrong password, so that neither time nor waiting tells them apart. */
const bindAsNobody = (client: Client, base: string, password: string) =>
  client.bind(base ? `cn=nobody,${base}` : 'cn=nobody', password).catch(() => undefined)

async function bindAs(client: Client, dn: string, password: string): Promise<void> {
  try {
    await client.bind(dn, password)
  } catch (error) {
    if (!(error instanceof ResultCodeError) || isBusy(error.code)) throw error
    const said = error instanceof InvalidCredentialsError ? 'The password is wrong' : 'The directory refuses'
    throw new SignOnFailure('wrong', `${said} (${error.message})`, { cause: error })
  }
}

/** operationsError, timeLimitExceeded, adminLimitExceeded, busy, unavailable, other (RFC 4511, section 4.1.9): nothing about the password. */
const isBusy = (code: number) => [1, 3, 11, 51, 52, 80].includes(code)

function readPerson(entry: Entry, ldap: StoredLdap, typed: string): Person {
  const names = valuesOf(entry, ldap.userNameAttribute)
  const userName = names.find((name) => name.toLowerCase() === typed.toLowerCase()) ?? names[0]
  if (!userName) throw new SignOnFailure('unknown-user', `The entry has no ${ldap.userNameAttribute}`)
  const [name = null] = valuesOf(entry, ldap.nameAttribute)
  const [email = null] = valuesOf(entry, ldap.emailAttribute)
  return { userName, name, email }
}

/** Names of attributes know no letter case (RFC 4512, section 2.5). */
function valuesOf(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase())
  const value = key === undefined ? [] : entry[key]!
  return (Array.isArray(value) ? value : [value]).map(String).filter((text) => text !== '')
}

export const sentenceOf = ({ userName, name, email }: Person): string =>
  `User name ${userName}, name ${name ?? 'none'}, mail address ${email ?? 'none'}`
