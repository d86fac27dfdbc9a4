import { readFileSync } from 'node:fs'
import { createAndroidPhone, type PhoneHardware } from './android/android-phone.ts'
import { downloadApp } from './android/download-app.ts'
import { readGoogleCode, readScannedCode, ScanError, type ScannedCode } from './android/scanned-code.ts'
import { setUpPhone } from './google/set-up-phone.ts'
import { readLogin } from './person.ts'
import { lineOf, toStdout } from './print-step.ts'

export type AndroidCommand = PhoneHardware & {
  /** A file with the text of the code, or what `qr.json` of the server answers. */
  qr?: string | undefined
  /** Fetch the app of the code from wherever it is. */
  download?: boolean | undefined
  /** The simulated Google that the phone is set up at. */
  google?: string | undefined
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
  const { google, json = false, print = toStdout } = options
  const tell = (name: string, detail: string, at = new Date()) => print(lineOf({ name, detail, at }, json))
  try {
    return await (google === undefined ? walkIn(options, tell) : walkInAtGoogle(google, options, tell))
  } catch (error) {
    tell('Failed', (error as Error).message)
    return 1
  }
}

type Tell = (name: string, detail: string, at?: Date) => void

async function walkIn(
  {
    qr,
    url,
    token,
    login,
    key,
    code,
    json = false,
    print = toStdout,
    download,
    ...phoneOptions
  }: AndroidCommand,
  tell: Tell,
): Promise<number> {
  const scanned = qr === undefined ? undefined : readScannedCode(readFileSync(qr, 'utf8'))
  if (scanned) await setUp(scanned, { server: scanned.url, fetchesAll: download }, tell)
  const server = url ?? scanned?.url
  if (server === undefined) throw new ScanError('Give --qr, or --url')
  const phone = createAndroidPhone({
    ...phoneOptions,
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
}

/** What Muster makes of the phone comes later: with the next sync. */
async function walkInAtGoogle(
  google: string,
  { qr, token, download, imei, imei2, meid, serial, manufacturer, brand, model, osVersion }: AndroidCommand,
  tell: Tell,
): Promise<number> {
  const scanned = qr === undefined ? undefined : readGoogleCode(readFileSync(qr, 'utf8'))
  if (scanned) await setUp(scanned, { server: google, fetchesAll: download }, tell)
  const hardware = { imei, imei2, meid, serial, manufacturer, brand, model, osVersion }
  const answer = await setUpPhone(google, token ?? scanned?.token ?? null, hardware)
  if ('error' in answer) tell('Refused', answer.error)
  else tell('At Google', `as ${answer.name}; Muster reads it with the next sync`)
  return 'error' in answer ? 3 : 0
}

type Fetching = { server: string; fetchesAll: boolean | undefined }

/** Elsewhere the app need not be there: many codes of a rehearsal name a made-up address. */
async function setUp(
  { component, wifi, download }: Omit<ScannedCode, 'url'>,
  { server, fetchesAll = false }: Fetching,
  tell: Tell,
): Promise<void> {
  tell('Scanned', `${component}, ${wifi ? `Wi-Fi ${wifi}` : 'no Wi-Fi'}`)
  if (download === null) return
  const { location } = download
  const isOurs = URL.parse(location)?.origin === URL.parse(server)?.origin
  if (!isOurs && !fetchesAll) return tell('Not fetched', `${location} (--download fetches it)`)
  const app = await downloadApp(download, component)
  tell('Installed', `${app.package} ${app.versionCode}, ${app.bytes} bytes, as the code says`)
}
