import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestApp } from './test-app.ts'

export type Result = { code: number | null; out: string; err: string }
export type RunOptions = { env?: Record<string, string>; input?: string }

/** One call of the real command line. */
export function muster(args: string[], { env = {}, input = '' }: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli.ts', ...args], {
      env: { PATH: process.env['PATH'], ...env },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
    child.stdin.end(input)
  })
}

export const against = ({ url, token }: TestApp) => ({ env: { MUSTER_URL: url, MUSTER_TOKEN: token } })

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-cli-'))
  chmodSync(folder, 0o755)
  return folder
}
