import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Import } from '../contract/import.ts'
import { progressText, withProgress } from './import-progress.ts'

const progress = { phase: 'reading', done: 120_000, of: 200_000, rowsPerSecond: 45_000, secondsLeft: 2 }
const look = () => Promise.resolve({ progress } as Import)

test('says rows, rows per second and the time that is left', () => {
  expect(progressText({ progress })).toBe('reading: 120,000 of 200,000 rows, 45,000 rows/s, 2 s left')
  expect(progressText({ progress: { ...progress, of: null, rowsPerSecond: null, secondsLeft: null } })).toBe(
    'reading: 120,000 rows',
  )
  expect(progressText({ progress: null })).toBeUndefined()
})

test('shows progress on a terminal only, wipes it at the end, and hands the work on', async () => {
  const shown = (isTTY: boolean) => {
    const written: string[] = []
    return { written, isTTY, write: (text: string) => written.push(text) }
  }
  const [terminal, file] = [shown(true), shown(false)]
  expect(await withProgress(terminal, look, sleep(50, 'done'))).toBe('done')
  expect(terminal.written.join('')).toContain('120,000 of 200,000')
  expect(terminal.written.at(-1)).toBe('\r\u001B[2K')
  expect(await withProgress(file, look, Promise.resolve('done'))).toBe('done')
  expect(file.written).toEqual([])
  await expect(withProgress(terminal, look, Promise.reject(new Error('no')))).rejects.toThrow('no')
  const blind = () => Promise.reject(new Error('not to be asked'))
  expect(await withProgress(terminal, blind, sleep(5, 'done'))).toBe('done')
})
