import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { Import } from '../contract/import.ts'
import type { Client } from './client.ts'

/** A stream that may be a terminal; only then progress is shown. */
export type Terminal = { isTTY?: boolean; write(text: string): unknown }

const pauseMs = 500

/** Shows how far the import is while `work` goes on; what cannot be asked is not shown. */
export async function withProgress<T>(
  terminal: Terminal,
  look: () => Promise<Import | undefined>,
  work: Promise<T>,
): Promise<T> {
  if (!terminal.isTTY) return work
  const end = new AbortController()
  const shown = show(terminal, look, end.signal)
  try {
    return await work
  } finally {
    end.abort()
    await shown
    terminal.write(eraseLine)
  }
}

const eraseLine = '\r\u001B[2K'

async function show(
  terminal: Terminal,
  look: () => Promise<Import | undefined>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const found = await look().catch(() => undefined)
    const line = found && progressText(found)
    if (line && !signal.aborted) terminal.write(`${eraseLine}${line}`)
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}

export function progressText({ progress }: Pick<Import, 'progress'>): string | undefined {
  if (!progress) return undefined
  const { phase, done, of, rowsPerSecond, secondsLeft } = progress
  const number = (value: number) => value.toLocaleString('en')
  return [
    `${phase}: ${number(done)}${of === null ? '' : ` of ${number(of)}`} rows`,
    rowsPerSecond === null ? '' : `${number(rowsPerSecond)} rows/s`,
    secondsLeft === null ? '' : `${number(secondsLeft)} s left`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** The import that an upload has just begun: its answer, with the id in it, comes when the plan is made. */
export async function findNewest(
  client: Client,
  fileName: string,
): Promise<() => Promise<Import | undefined>> {
  const list = async () => (await client.call(page(Import), 'GET', '/imports?limit=10')).items
  const before = (await list().catch(() => []))[0]?.id ?? ''
  return async () =>
    (await list()).find((each) => each.id > before && each.state === 'planning' && each.fileName === fileName)
}
