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
