import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'

type Running = { process: ChildProcess; url: string; ended: Promise<unknown> }

async function startApple(folder: string, ...options: string[]): Promise<Running> {
  const own = ['--state', path.join(folder, 'state'), '--device-ca', path.join(folder, 'ca.pem')]
  const child = spawn(process.execPath, ['src/cli.ts', 'simulate', 'apple', ...own, ...options])
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    void ended.then((code) => reject(new Error(`It ended with ${String(code)}`)))
  })
  return { process: child, ended, url: (JSON.parse(line) as { url: string }).url }
}

const plainToken = async ({ url }: Running) => (await fetch(`${url}/token`)).json()

test('the simulated Apple goes on after SIGTERM where it was, with the same tokens', async () => {
  const folder = newFolder()
  const first = await startApple(folder, '--devices', '5', '--oauth', 'any')
  const token = await plainToken(first)
  await fetch(`${first.url}/portal/devices`, { method: 'POST', body: '{"add": ["LAST"]}' })
  first.process.kill('SIGTERM')
  expect(await first.ended).toBe(0)

  const second = await startApple(folder, '--devices', '5', '--rules', '{"maximumSerials": 7}')
  expect(await plainToken(second)).toEqual(token)
  const state = await (await fetch(`${second.url}/portal/state`)).json()
  expect(state).toMatchObject({
    devices: 6,
    servers: [{ devices: 6 }],
    rules: { oauth: 'strict', maximumSerials: 7 },
  })
})

test('what makes no sense is told in a sentence', async () => {
  const folder = newFolder()
  const garbage = path.join(folder, 'garbage')
  writeFileSync(garbage, 'garbage\n')
  const own = ['simulate', 'apple', '--device-ca', path.join(folder, 'ca.pem')]
  const wrong = [
    ['--state', garbage],
    ['--rules', '{"odd": 1}'],
    ['--faults', '{"odd": 1}'],
    ['--devices', '3', '--devices-file', garbage],
    ['--oauth', 'maybe'],
  ]
  const answers = await Promise.all(wrong.map((options) => muster([...own, ...options])))
  expect(answers.map(({ code }) => code)).toEqual(wrong.map(() => 2))
  expect(answers.slice(0, 4).every(({ err }) => /^The simulator did not start: [^\n]+\n$/.test(err))).toBe(
    true,
  )
  expect(readFileSync(garbage, 'utf8')).toBe('garbage\n')
})

test('its help tells the portal, the faults and the rules', async () => {
  const { out } = await muster(['simulate', 'apple', '--help'])
  for (const word of [
    '--state',
    '--rules',
    '/portal/faults',
    'dropConnection',
    'changeMade',
    '"throttle"',
    'sparseDeletions',
  ])
    expect(out).toContain(word)
})

test('the ways of a simulated device are told, and others are refused', async () => {
  const { out, code } = await muster(['simulate', 'device', '--help'])
  expect(code).toBe(0)
  for (const option of ['--scep-cipher', '--introduction', '--clock-skew', '--twice', '--then'])
    expect(out).toContain(option)
  const own = ['simulate', 'device', '--serial', 'A', '--model', 'iPad', '--apple', 'http://127.0.0.1:1']
  for (const wrong of [
    ['--then', 'dance'],
    ['--clock-skew', 'soon'],
    ['--slow', '-1'],
    ['--introduction', 'loud'],
  ])
    expect((await muster([...own, ...wrong])).code).toBe(2)
})
