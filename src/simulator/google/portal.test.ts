import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { startGoogleSimulator } from './google-simulator.ts'

const paths = ['devices', 'report', 'delete', 'zero-touch/devices', 'zero-touch/apps', 'faults']
const words = ['add', 'token', 'imei', 'serial', 'device', 'busy', 'reset', 'name', 'packageName', 'pageSize']
const body = fc.oneof(
  fc.string(),
  fc.json(),
  fc.dictionary(fc.constantFrom(...words), fc.jsonValue()).map((value) => JSON.stringify(value)),
)

test('whatever is sent to the portal, it is done or refused in words', async () => {
  const google = await startGoogleSimulator()
  onTestFinished(() => google.close())
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), body, async (path, text) => {
      const answer = await fetch(`${google.url}/portal/${path}`, { method: 'POST', body: text })
      if (answer.ok) return
      expect(answer.status).toBeLessThan(500)
      expect(await answer.json()).toMatchObject({ error: expect.any(String) })
    }),
  )
})

test('a token that is over sets up no phone, and a reset leaves how devices are', async () => {
  const google = await startGoogleSimulator()
  onTestFinished(() => google.close())
  const post = async (path: string, sent: object) => {
    const answer = await fetch(`${google.url}/portal/${path}`, { method: 'POST', body: JSON.stringify(sent) })
    return answer.json()
  }
  google.state.tokens.push({
    name: 'enterprises/LC01/enrollmentTokens/a',
    value: 'old',
    qrCode: '{}',
    policyName: 'p',
    duration: '1s',
    expirationTimestamp: '2020-01-01T00:00:00Z',
  })
  expect(await post('devices', { token: 'old', serial: 'R58M1' })).toEqual({ error: 'The token is over.' })
  await post('faults', { denied: true, pageSize: 7, devicesAnswer: true })
  expect(await post('faults', { reset: true, busy: 1 })).toMatchObject({
    denied: false,
    busy: 1,
    pageSize: 7,
    devicesAnswer: true,
  })
})
