import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

const program = '/usr/sbin/slapd'

/** Debian's OpenLDAP server; where it is not installed, its tests are skipped by name. */
export const hasSlapd = existsSync(program)

export const base = 'dc=school,dc=example'
export const reader = { dn: `cn=reader,${base}`, password: 'may read' }

const entries = `
dn: ${base}
objectClass: dcObject
objectClass: organization
dc: school
o: School

dn: ${reader.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${reader.password}

dn: ou=Pupils\\, 3b,${base}
objectClass: organizationalUnit
ou: Pupils, 3b

dn: uid=ana,ou=Pupils\\, 3b,${base}
objectClass: inetOrgPerson
uid: ana
cn: Ana Müller
sn: Müller
mail: ana@school.example
userPassword: correct horse

dn: uid=ben (2),${base}
objectClass: inetOrgPerson
uid: ben (2)
cn: Ben
sn: B
userPassword: battery * staple
`

const configuration = (folder: string, certificate: { key: string; cert: string }) => {
  writeFileSync(path.join(folder, 'key.pem'), certificate.key)
  writeFileSync(path.join(folder, 'cert.pem'), certificate.cert)
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
disallow bind_anon
database mdb
maxsize 10485760
suffix "${base}"
directory ${folder}/db
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${reader.dn}" read by * none
`
}

/** A real OpenLDAP in a temporary folder: only its reader may search. Ended after the test. */
export async function startSlapd(certificate: {
  key: string
  cert: string
}): Promise<{ port: number; tlsPort: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-slapd-'))
  mkdirSync(path.join(folder, 'db'))
  const file = path.join(folder, 'slapd.conf')
  writeFileSync(file, configuration(folder, certificate))
  writeFileSync(path.join(folder, 'entries.ldif'), entries)
  const { status, stderr } = spawnSync('/usr/sbin/slapadd', [
    '-f',
    file,
    '-l',
    path.join(folder, 'entries.ldif'),
  ])
  if (status !== 0) throw new Error(`slapadd failed: ${stderr.toString()}`)
  const [port, tlsPort] = [await freePort(), await freePort()]
  const addresses = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`
  const child = spawn(program, ['-f', file, '-h', addresses, '-d', '0'], { stdio: 'ignore' })
  const ended = new Promise<void>((done) => void child.once('exit', () => done()))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true })
  })
  while (!(await answers(port)))
    if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}`)
  return { port, tlsPort }
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = net.createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => done(port))
    })
  })

/** Refused at once while nobody listens; the next try comes after a breath. */
const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => setTimeout(() => done(false), 20))
  })
