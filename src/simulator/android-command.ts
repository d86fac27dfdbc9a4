import { readFileSync } from 'node:fs'
import { createAndroidPhone, type PhoneHardware } from './android/android-phone.ts'
import { downloadApp } from './android/download-app.ts'
import { readScannedCode, ScanError, type ScannedCode } from './android/scanned-code.ts'
import { readLogin } from './person.ts'

export type AndroidCommand = PhoneHardware & {
  /** A file with the text of the code, or what `qr.json` of the server answers. */
  qr?: string | undefined
  /** Fetch the app of the code from wherever it is. */
  download?: boolean | undefined
  url?: string | undefined
  token?: string | undefined
  /** User name and password with a colon between. */
  login?: string | undefined
  key?: string | undefined
  code?: string | undefined
  ownership?: 'personal' | 'corporate' | undefined
  json?: boolean
  print?: (line: string) => void
}

/** `muster simulate android`: one phone registers and checks in once. Answers the exit code: 0 enrolled, 3 refused, 1 otherwise. */
export async function runAndroidCommand(options: AndroidCommand): Promise<number> {
  const { qr, url, token, login, key, code, json = false, print = toStdout, ...rest } = options
  const { download: fetchesAll = false, ...hardware } = rest
  const tell = (name: string, detail: string, at = new Date()) =>
    print(
      json
        ? JSON.stringify({ name, detail, at })
        : `${at.toISOString().slice(11, 19)}  ${name.padEnd(13)} ${detail}`,
    )
  try {
    const scanned = qr === undefined ? undefined : readScannedCode(readFileSync(qr, 'utf8'))
    if (scanned) {
      tell('Scanned', `${scanned.component}, ${scanned.wifi ? `Wi-Fi ${scanned.wifi}` : 'no Wi-Fi'}`)
      await installApp(scanned, fetchesAll, tell)
    }
    const server = url ?? scanned?.url
    if (server === undefined) throw new ScanError('Give --qr, or --url')
    const phone = createAndroidPhone({
      ...hardware,
      url: server,
      token: token ?? scanned?.token,
      login: login === undefined ? undefined : readLogin(login),
      keyAndCode: code === undefined ? undefined : { key: key ?? '', code },
      onStep: ({ name, detail, at }) => tell(name, detail, at),
    })
    const result = await phone.enroll()
    if (json) print(JSON.stringify(result))
    if (result.outcome === 'refused') return 3
    await phone.checkIn()
    return 0
  } catch (error) {
    tell('Failed', (error as Error).message)
    return 1
  }
}

type Tell = (name: string, detail: string) => void

/** Elsewhere the app need not be there: many codes of a rehearsal name a made-up address. */
async function installApp(
  { component, download, url }: ScannedCode,
  fetchesAll: boolean,
  tell: Tell,
): Promise<void> {
  if (download === null) return
  const { location } = download
  const isOurs = URL.parse(location)?.origin === URL.parse(url)?.origin
  if (!isOurs && !fetchesAll) return tell('Not fetched', `${location} (--download fetches it)`)
  const app = await downloadApp(download, component)
  tell('Installed', `${app.package} ${app.versionCode}, ${app.bytes} bytes, as the code says`)
}

const toStdout = (line: string): void => void process.stdout.write(`${line}\n`)
