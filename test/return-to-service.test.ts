import { expect, test } from 'vitest'
import { payloadPlace } from '../src/commands/command-store.ts'
import { school, type School } from './support/school.ts'

const phone = { serial: 'DMQXRETURN1', model: 'iPhone' as const }

/** The command as it waits for the device, in clear text. */
async function eraseOf({ app }: School, id: string): Promise<string> {
  const order = { act: 'erase', confirm: 'phone-ana', returnToService: {} }
  const { status, body } = await app.api('POST', `/devices/${id}/commands`, order)
  expect(status).toBe(202)
  const [{ id: commandId }] = body.commands
  const { db, secrets } = app.platform
  const { payload_sealed: sealed } = await db
    .selectFrom('command')
    .select('payload_sealed')
    .where('id', '=', commandId)
    .executeTakeFirstOrThrow()
  return secrets.open(payloadPlace(commandId), sealed!).toString('utf8')
}

test('a device that fetches its profile by itself gets none with Return to Service, one that is led to the pages does', async () => {
  const world = await school([phone])
  const { app, device } = world
  const fields = { identifier: 'phone-ana', platform: 'ios', serial: phone.serial, depMethod: 'Serial' }
  const { body: record } = await app.api('POST', '/devices', fields)
  expect(await device(phone.serial).enroll()).toMatchObject({ outcome: 'enrolled' })
  const plain = await eraseOf(world, record.id)
  expect(plain).toContain('<key>ReturnToService</key>')
  expect(plain).not.toContain('MDMProfileData')

  await app.platform.db
    .updateTable('dep_profile')
    .set({ fields: JSON.stringify({ configurationWebUrl: 'https://muster.example/apple/enroll' }) })
    .execute()
  expect(await eraseOf(world, record.id)).toContain('MDMProfileData')
})
