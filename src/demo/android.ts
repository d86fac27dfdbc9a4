import { createAndroidPhone, type PhoneHardware } from '../simulator/android/android-phone.ts'
import { readScannedCode } from '../simulator/android/scanned-code.ts'
import type { Outcome, Report } from './report.ts'
import type { Stage } from './stage.ts'
import { must } from './must.ts'

const list = `IMEI,Serial Number,Manufacturer,Room
490154203237518,,,5a
,R58M10TAB01,Samsung,5a
356938035643809,,,5b
352099001761499,,,5b
`

type Phone = PhoneHardware & {
  name: string
  /** Which token it brings: that of the printed code, one of a code that was printed before, or none. */
  token: 'printed' | 'old' | 'none'
  expected: 'enrolled' | 'refused'
  reason: string
}

const phones: Phone[] = [
  {
    name: 'phone by IMEI',
    imei: '490154203237518',
    serial: 'X1',
    manufacturer: 'Nokia',
    token: 'printed',
    expected: 'enrolled',
    reason: 'admitted',
  },
  {
    name: 'tablet by serial',
    serial: 'r58m10tab01',
    manufacturer: 'SAMSUNG ',
    token: 'printed',
    expected: 'enrolled',
    reason: 'admitted',
  },
  {
    name: 'phone by its second IMEI',
    imei: '352099001761481',
    imei2: '352099001761499',
    serial: 'R58M10DUAL1',
    manufacturer: 'samsung',
    token: 'printed',
    expected: 'enrolled',
    reason: 'admitted',
  },
  {
    name: 'another with the IMEI of the first',
    imei: '490154203237518',
    serial: 'X2',
    manufacturer: 'Nokia',
    token: 'printed',
    expected: 'refused',
    reason: 'already-registered',
  },
  {
    name: 'with an old code',
    imei: '356938035643809',
    token: 'old',
    expected: 'refused',
    reason: 'login-needed',
  },
  {
    name: 'without the code',
    imei: '356938035643809',
    token: 'none',
    expected: 'refused',
    reason: 'login-needed',
  },
  {
    name: 'on no list',
    imei: '990000862471853',
    serial: 'R58M10TAB01',
    manufacturer: 'Nokia',
    token: 'printed',
    expected: 'refused',
    reason: 'unknown-device',
  },
]

/** Android phones that are let in by a list and a QR code, and some that are not. */
export async function enrollAndroid(stage: Stage, report: Report): Promise<Outcome[]> {
  report.step('Bulk enrollment of Android: a list, a token, a QR code')
  const payload = await printCode(stage, report)
  report.step('Android phones scan it')
  const outcomes: Outcome[] = []
  for (const { name, token: which, expected, reason, ...hardware } of phones) {
    const { url, token } = readScannedCode(payload)
    const phone = createAndroidPhone({
      ...hardware,
      url,
      token: { printed: token, old: 'c2VuZC1tZS1iYWNrLTE5OTk', none: null }[which],
    })
    const result = await phone.enroll()
    if (result.outcome === 'enrolled') await phone.checkIn()
    const came = result.outcome === 'enrolled' ? 'enrolled, admitted' : `refused, ${result.code}`
    report.fact(`${name.padEnd(35)} ${came}`)
    outcomes.push({
      device: `Android: ${name}`,
      expected: `${expected}, ${reason}`,
      came,
      why: result.outcome === 'enrolled' ? 'Its list names it, and the code has the token.' : result.message,
      ok: came === `${expected}, ${reason}`,
    })
  }
  return outcomes
}

async function printCode({ api }: Stage, report: Report): Promise<string> {
  const { id, token, tokenExpiresAt } = must(
    await api('POST', '/bulk-enrollments', { name: 'Grade 5 phones' }),
    201,
  ).body
  report.fact(`Token of ${token.length} characters, until ${tokenExpiresAt.slice(0, 10)}`)
  const form = new FormData()
  form.set('target', id)
  form.set('file', new Blob([list]), 'phones.csv')
  const { counts, id: importId } = must(await api('POST', '/imports', form), 201).body
  must(await api('POST', `/imports/${importId}/apply`, {}))
  report.expect(`${counts.create} phones are on the list`, counts.create === 4)
  const agent = {
    component: 'com.example.agent/.AdminReceiver',
    downloadUrl: 'https://mdm.school.example/agent.apk',
    signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
  }
  const systemExtras = { WIFI_SSID: 'School', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }
  const configured = must(
    await api('PUT', `/bulk-enrollments/${id}/configuration`, { agent, systemExtras }),
  ).body
  report.fact(
    `The code has ${configured.qr.bytes} bytes: version ${configured.qr.version}, level ${configured.qr.errorCorrection}`,
  )
  return JSON.stringify(must(await api('GET', `/bulk-enrollments/${id}/qr.json`)).body)
}
