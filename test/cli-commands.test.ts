import { expect, test } from 'vitest'
import { appleWorld } from './support/apple-world.ts'
import { against, muster } from './support/muster.ts'

test('the command line asks a device for things and tells what became of them', async () => {
  const world = await appleWorld()
  const { identifier } = await world.record('F2LCLI00001')
  const refused = await muster(['device', 'lock', 'F2LCLI00001'], against(world))
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toContain('[command.not-enrolled]')

  const phone = world.device('F2LCLI00001')
  await phone.enroll()
  const locked = await muster(['device', 'lock', 'f2lcli00001', '--message', 'Lost'], against(world))
  expect(locked).toMatchObject({ code: 0, out: expect.stringMatching(/^asked: lock itself \(/) })
  expect((await muster(['device', 'refresh', 'F2LCLI00001'], against(world))).code).toBe(0)
  expect((await muster(['device', 'restart', 'F2LCLI00001'], against(world))).code).toBe(0)
  await phone.poll()
  expect(phone.state().lock).toEqual({ message: 'Lost' })

  const listed = await muster(['device', 'commands', `identifier:${identifier}`], against(world))
  expect(listed.out).toMatch(/lock itself +acknowledged/)
  expect((await muster(['device', 'erase', 'F2LCLI00001', '--confirm', 'x'], against(world))).code).toBe(1)
  const erased = ['device', 'erase', 'F2LCLI00001', '--confirm', identifier]
  expect((await muster(erased, against(world))).code).toBe(0)
  await phone.poll()
  expect(phone.identity()).toBeUndefined()
})

test('the command line withdraws a device, and gives users passwords that no argument shows', async () => {
  const world = await appleWorld()
  const { id, identifier } = await world.record('F2LCLI00002', { authentication: 'login' })
  await world.api('POST', '/users', { userName: 'ana' })
  const password = (args: string[], input = '') =>
    muster(['user', 'password', 'ana', ...args], { ...against(world), input })
  expect(await password([])).toMatchObject({ code: 2, err: expect.stringContaining('Give one of') })
  expect(await password(['--password-stdin'], 'short')).toMatchObject({ code: 1 })
  expect((await password(['--password-stdin'], 'correct horse battery\n')).out).toContain('new password')
  const person = { login: { userName: 'ana', password: 'correct horse battery' } }
  const tablet = world.device('F2LCLI00002', 'iPad', { person })
  expect(await tablet.enroll()).toMatchObject({ outcome: 'enrolled' })
  expect((await password(['--generate'])).out.trim().length).toBeGreaterThan(7)
  expect((await password(['--none'])).out).toContain('no password')

  const again = await muster(['device', 'reinstall-profile', 'F2LCLI00002'], against(world))
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('install a profile') })
  const cleared = await muster(['device', 'clear-passcode', 'F2LCLI00002'], against(world))
  expect(cleared).toMatchObject({ code: 0, out: expect.stringContaining('clear its passcode') })
  const gone = ['device', 'withdraw', `identifier:${identifier}`, '--reason', 'Stolen']
  expect(await muster(gone, against(world))).toMatchObject({ code: 0, out: `${identifier} is withdrawn\n` })
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('withdrawn')
})
