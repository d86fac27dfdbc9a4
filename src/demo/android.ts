import { createAndroidPhone, type PhoneHardware } from '../simulator/android/android-phone.ts'
import { readScannedCode } from '../simulator/android/scanned-code.ts'
import type { Outcome, Report } from './report.ts'
import type { Stage } from './stage.ts'
import { must } from './must.ts'

const list = `IMEI,Serial Number,Manufacturer,Room
490154203237518,,,5a
,R58M10TAB01,Samsung,5a
356938035643809,,,5b
`

type Phone = PhoneHardware & { name: string; code: boolean; expected: 'enrolled' | 'refused'; reason: string }

const phones: Phone[] = [
  {
    name: 'phone by IMEI',
    imei: '490154203237518',
    serial: 'X1',
    manufacturer: 'Nokia',
    code: true,
    expected: 'enrolled',
    reason: 'admitted',
  },
  {
    name: 'tablet by serial',
    serial: 'r58m10tab01',
    manufacturer: 'SAMSUNG ',
    code: true,
    expected: 'enrolled',
    reason: 'admitted',
  },
  {
    name: 'without the code',
    imei: '356938035643809',
    code: false,
    expected: 'refused',
    reason: 'login-needed',
  },
  {
    name: 'on no list',
    imei: '990000862471853',
    serial: 'R58M10TAB01',
    manufacturer: 'Nokia',
    code: true,
    expected: 'refused',
    reason: 'unknown-device',
  },
]

/** Android phones that are let in by a list and a QR code, and two that are not. */
export async function enrollAndroid(stage: Stage, report: Report): Promise<Outcome[]> {
  report.step('Bulk enrollment of Android: a list, a token, a QR code')
  const payload = await printCode(stage, report)
  report.step('Android phones scan it')
  const outcomes: Outcome[] = []
  for (const { name, code, expected, reason, ...hardware } of phones) {
    const { url, token } = readScannedCode(payload)
    const phone = createAndroidPhone({ ...hardware, url, token: code ? token : null })
    const result = await phone.enroll()
    if (result.outcome === 'enrolled') await phone.checkIn()
    const came = result.outcome === 'enrolled' ? 'enrolled, admitted' : `refused, ${result.code}`
    report.fact(`${name.padEnd(17)} ${came}`)
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
  report.expect(`${counts.create} phones are on the list`, counts.create === 3)
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
