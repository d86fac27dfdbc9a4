import { expect, test } from 'vitest'
import { getCertificate } from './support/apple-hand.ts'
import { appleWorld } from './support/apple-world.ts'
import { pollAll } from './support/policies.ts'

const serial = 'C02ACCOUNT01'

async function commandsOfMac(macAccount: string) {
  const app = await appleWorld()
  await app.api('PUT', '/settings/enrollment', { macAccount })
  await app.api('POST', '/users', { userName: 'Ana.Lopez', name: 'Ana López' })
  await app.record(serial, { platform: 'macos', userName: 'Ana.Lopez' })
  const hand = await getCertificate(app, app.device(serial, 'Mac'))
  await hand.authenticate()
  expect((await hand.updateToken({ AwaitingConfiguration: true })).status).toBe(200)
  return pollAll(hand)
}

test.each([
  ['prefill', false],
  ['lock', true],
])(
  'a Mac with the setting "%s" is told the names of its user before it is released',
  async (setting, locked) => {
    const received = await commandsOfMac(setting)
    const at = received.findIndex(({ type }) => type === 'AccountConfiguration')
    expect(received[at]?.command).toMatchObject({
      PrimaryAccountFullName: 'Ana López',
      PrimaryAccountUserName: 'ana.lopez',
      LockPrimaryAccountInfo: locked,
    })
    expect(received[at + 1]?.type).toBe('DeviceConfigured')
  },
)

test('a Mac is told nothing of its account unless the settings want it', async () => {
  expect((await commandsOfMac('ask')).map(({ type }) => type)).not.toContain('AccountConfiguration')
})
