import { checkInDevices } from '../../src/devices/check-in-device.ts'
import { expiryNotices } from '../../src/expiring/expiry-notices.ts'
import { requestLinks } from '../../src/requests/request-links.ts'
import { sendMails } from '../../src/mail/send-mails.ts'
import type { MailDefaults } from '../../src/platform/mail/mail-server.ts'
import { testApp, type TestApp } from './test-app.ts'

export type MailApp = TestApp & {
  /** One run of the sender, now. */
  send(): Promise<void>
  /** Moves the clock of the server. */
  later(minutes: number): void
  /** An enrolling device that is written to. */
  addDevice(identifier: string, fields?: object): Promise<{ id: string; code: string }>
  mails(query?: string): Promise<{ state: string; answer: string | null; [field: string]: unknown }[]>
}

/** A server that sends only when the test says so, with a clock that only the test moves. */
export async function mailApp(mail: MailDefaults | undefined): Promise<MailApp> {
  let now = new Date()
  const app = await testApp({ role: 'web', mail, clock: () => now })
  const { platform } = app
  const sending = {
    platform,
    devices: checkInDevices(platform),
    notices: expiryNotices(platform),
    links: requestLinks(platform),
  }
  return {
    ...app,
    send: () => sendMails(sending, new AbortController().signal),
    later: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    async addDevice(identifier, fields = {}) {
      const device = {
        identifier,
        platform: 'ios',
        depMethod: 'Keycode',
        registrationEmail: `${identifier}@school.example`,
      }
      const { status, body } = await app.api('POST', '/devices', { ...device, ...fields })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body
    },
    mails: async (query = '') => (await app.api('GET', `/mails${query}`)).body.items,
  }
}
