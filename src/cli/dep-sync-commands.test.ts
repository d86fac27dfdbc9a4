import { expect, test } from 'vitest'
import { follow } from './dep-sync-commands.ts'

type Now = { state: string; received: number }

const states: Now[] = [
  { state: 'running', received: 1000 },
  { state: 'done', received: 1500 },
]

async function followed(isTTY: boolean) {
  const written: string[] = []
  const rest = [...states]
  const started = rest.shift()!
  const read = () => Promise.resolve(rest.shift()!)
  const terminal = { isTTY, write: (text: string) => written.push(text) }
  const end = await follow({ terminal }, started, { read, line: ({ received }) => `${received} received` })
  return { end, written }
}

test('what runs is followed to its end, with a line on a terminal that is gone afterwards', async () => {
  const { end, written } = await followed(true)
  expect(end).toEqual({ state: 'done', received: 1500 })
  expect(written).toEqual(['\r\u001B[2K1000 received', '\r\u001B[2K'])
})

test('nothing is written where no terminal is', async () => {
  expect(await followed(false)).toEqual({ end: { state: 'done', received: 1500 }, written: [] })
})
