import { open, rename, rm } from 'node:fs/promises'
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

import type { Apple } from './apple.ts'
import { readState, stateLines } from './state-lines.ts'

/** Keeps what this Apple knows in a file. Sessions, listings that are being read, the fault script and the rules are not kept. */
export type StateFile = {
  /** Something has changed: it is written within a second. */
  changed(): void
  /** Writes what is not written yet. */
  write(): Promise<void>
}

const pauseMs = 1000

/** Reads the file, if it is there. */
export async function loadState(apple: Apple, file: string): Promise<boolean> {
  if (!existsSync(file)) return false
  await readState(apple, createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
  return true
}

export function openStateFile(apple: Apple, file: string): StateFile {
  let isChanged = false
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(async () => {
      if (!isChanged) return
      isChanged = false
      await saveState(apple, file)
    })
    return writing
  }
  return {
    changed() {
      isChanged = true
      timer ??= setTimeout(() => void write().catch(complain), pauseMs)
    },
    write,
  }
}

/** Whole or not at all: a reader never sees half of it. */
async function saveState(apple: Apple, file: string): Promise<void> {
  const unfinished = `${file}.part-${process.pid}`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    try {
      for (const line of stateLines(apple)) await handle.write(`${line}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

const complain = (error: Error) => process.stderr.write(`The state was not saved: ${error.message}\n`)
