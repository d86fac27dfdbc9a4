import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { androidManagement } from './android-management.ts'
import { GoogleError } from './google-error.ts'
import type { GoogleCall } from './google-session.ts'
import { readAnswer } from './read-answer.ts'

const device = 'enterprises/LC01/devices/d1'

/** Google, which answers everything with this. */
function answering(json: unknown) {
  const calls: GoogleCall[] = []
  const session = {
    call: <T>(call: GoogleCall, shape: Parameters<typeof readAnswer<T>>[1]) => {
      calls.push(call)
      return readAnswer(Response.json(json), shape)
    },
  }
  return { api: androidManagement(session, 'https://google.example'), calls }
}

test('a command is sent with its time, and its operation is read', async () => {
  const name = `${device}/operations/1`
  const { api, calls } = answering({ name, metadata: { '@type': 'x', type: 'LOCK' } })
  expect(await api.issueCommand(device, { type: 'LOCK', seconds: 60 })).toMatchObject({ name, done: false })
  expect(String(calls[0]?.url)).toBe(`https://google.example/v1/${device}:issueCommand`)
  expect(calls[0]).toMatchObject({ method: 'POST', body: { type: 'LOCK', duration: '60s' } })
})

test('an operation that would lead elsewhere is none', async () => {
  for (const name of [
    '',
    '../../x',
    `${device}/operations/1?x`,
    `https://other.example/${device}/operations/1`,
  ])
    await expect(answering({ name }).api.getOperation('x')).rejects.toMatchObject({ kind: 'protocol' })
})

test('whatever Google answers, an operation and a device are read, or refused as what they are not', async () => {
  const parts = fc.record(
    {
      name: fc.constantFrom(device, `${device}/operations/1`, 'x'),
      done: fc.oneof(fc.boolean(), fc.string()),
      metadata: fc.anything(),
      apiLevel: fc.oneof(fc.integer(), fc.string()),
      securityPosture: fc.oneof(fc.record({ devicePosture: fc.string() }), fc.string()),
      lastPolicySyncTime: fc.oneof(fc.string(), fc.integer()),
      softwareInfo: fc.oneof(
        fc.record({ securityPatchLevel: fc.oneof(fc.string(), fc.integer()) }),
        fc.string(),
      ),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(parts, async (json) => {
      const { api } = answering(JSON.parse(JSON.stringify(json) ?? 'null'))
      for (const ask of [() => api.getOperation('x'), () => api.getDevice('x')])
        try {
          expect(typeof (await ask()).name).toBe('string')
        } catch (error) {
          expect(error).toBeInstanceOf(GoogleError)
        }
    }),
  )
})
