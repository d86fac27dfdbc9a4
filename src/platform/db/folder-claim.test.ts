import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { claimFolder, FolderInUseError, releaseFolder } from './folder-claim.ts'
import { processStart, startByPs } from './process-start.ts'

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-claim-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const noteOf = (folder: string) => path.join(folder, 'muster.pid')

test('a folder is claimed once, by this process too, and is free after its release', () => {
  const folder = path.join(newFolder(), 'new')
  claimFolder(folder)
  expect(() => claimFolder(folder)).toThrow(FolderInUseError)
  releaseFolder(folder)
  expect(existsSync(noteOf(folder))).toBe(false)
  claimFolder(folder)
})

test('the note of a process that is gone, or whose number somebody else has now, is nobody’s', () => {
  const folder = newFolder()
  for (const note of [
    JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }),
    JSON.stringify({ pid: process.pid, startedAt: 'another time' }),
    JSON.stringify({ pid: 1, startedAt: 'another time' }),
    '',
    'half a no',
  ]) {
    writeFileSync(noteOf(folder), note)
    claimFolder(folder)
    releaseFolder(folder)
  }
})

test('a note of somebody else is not released', () => {
  const folder = newFolder()
  const note = JSON.stringify({ pid: 1, startedAt: processStart(1) })
  writeFileSync(noteOf(folder), note)
  releaseFolder(folder)
  expect(existsSync(noteOf(folder))).toBe(true)
  expect(() => claimFolder(folder)).toThrow(/in use by another Muster \(process 1\)/)
})

test('of many that find a dead note at once, one gets the folder', async () => {
  const folder = newFolder()
  const module = new URL('folder-claim.ts', import.meta.url).href
  const go = path.join(folder, 'go')
  // Each waits for the sign, so that they really come at once; the winner stays alive until all have tried.
  const code = `
    import { existsSync } from 'node:fs'
    import { claimFolder } from ${JSON.stringify(module)}
    process.stdout.write('ready ')
    while (!existsSync(${JSON.stringify(go)}));
    try { claimFolder(${JSON.stringify(folder)}); console.log('mine') } catch (error) { console.log(error.name) }
    process.stdin.resume()`
  writeFileSync(noteOf(folder), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }))
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once('readable', resolve))))
  writeFileSync(go, '')
  const said = children.map((child) => text(child.stdout))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  for (const child of children) child.stdin.end()
  const outcomes = (await Promise.all(said)).map((line) => line.replace('ready ', '').trim())
  expect(outcomes.toSorted()).toEqual([...Array<string>(5).fill('FolderInUseError'), 'mine'])
  expect(readdirSync(folder).toSorted()).toEqual(['go', 'muster.pid'])
})

test('a start is told apart from another, by the kernel as by ps', () => {
  expect(processStart(process.pid)).toBe(processStart(process.pid))
  expect(processStart(process.pid)).not.toBe(processStart(1))
  expect(processStart(2 ** 22 + 1)).toBeUndefined()
  expect(startByPs(2 ** 22 + 1)).toBeUndefined()
})
