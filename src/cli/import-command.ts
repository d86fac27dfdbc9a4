import { openAsBlob } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { Import, ImportRow } from '../contract/import.ts'
import type { Client } from './client.ts'
import { CommandError, table, type Output } from './output.ts'

export type ImportCommand = {
  file: string
  dryRun: boolean
  format?: string | undefined
  encoding?: string | undefined
  delimiter?: string | undefined
  onReject: 'skip' | 'abort'
  strict: boolean
}

/** Upload, plan, apply. Answers the exit code: 1 when rows were rejected, since a script must not take that for success. */
export async function importCommand(client: Client, output: Output, command: ImportCommand): Promise<number> {
  const planned = await upload(client, command)
  if (planned.state === 'failed') throw new CommandError(planned.error ?? 'The file could not be planned')
  const rejects = planned.counts.reject > 0 ? await listRejects(client, planned.id) : []
  if (!output.json) output.print(planText(planned, rejects))
  const blocked = planned.counts.reject > 0 && command.onReject === 'abort'
  if (command.dryRun || blocked) {
    output.result({ ...planned, rejects }, () =>
      command.dryRun
        ? 'Nothing was changed (--dry-run).'
        : 'Nothing was changed: correct the rejected rows, or give --on-reject skip.',
    )
    return planned.counts.reject > 0 ? 1 : 0
  }
  const applied = await apply(client, planned.id, command.onReject)
  output.result({ ...applied, rejects }, () => {
    const { created = 0, updated = 0, rejected = 0 } = applied.result ?? {}
    return `Applied: ${created} created, ${updated} updated, ${rejected} rejected.`
  })
  return rejects.length > 0 ? 1 : 0
}

async function upload(
  client: Client,
  { file, format, encoding, delimiter, strict }: ImportCommand,
): Promise<Import> {
  const blob = await openFile(file)
  const form = new FormData()
  // Fields before the file: the server reads the stream in order.
  for (const [name, value] of Object.entries({ format, encoding, delimiter }))
    if (value) form.set(name, value)
  if (strict) form.set('options', JSON.stringify({ strict: true }))
  form.set('file', blob, path.basename(file))
  return settled(client, await client.call(Import, 'POST', '/imports', form))
}

/** Read while it is sent, so that a large file does not have to fit into memory. */
async function openFile(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch {
    throw new CommandError(`The file ${file} cannot be read`, 2)
  }
}

async function apply(client: Client, id: string, onReject: 'skip' | 'abort'): Promise<Import> {
  const done = await settled(client, await client.call(Import, 'POST', `/imports/${id}/apply`, { onReject }))
  if (done.state !== 'applied') throw new CommandError(done.error ?? `The import ended as "${done.state}"`)
  return done
}

/** Long work answers at once and goes on; its resource says when it is done. */
async function settled(client: Client, started: Import): Promise<Import> {
  let current = started
  while (current.state === 'planning' || current.state === 'applying') {
    await sleep(300)
    current = await client.call(Import, 'GET', `/imports/${started.id}`)
  }
  return current
}

const listRejects = async (client: Client, id: string) =>
  (await client.call(page(ImportRow), 'GET', `/imports/${id}/rows?outcome=reject&limit=100`)).items

function planText(
  { counts, format, mode, encoding, headerProblems, warnings }: Import,
  rejects: ImportRow[],
): string {
  const { rows, create, update, unchanged, clear, reject } = counts
  const parts = [
    `Format ${format ?? 'unknown'}${mode ? `, ${mode}` : ''}, ${encoding ?? 'unknown encoding'}`,
    `${rows} rows: ${create} to create, ${update} to update, ${unchanged} unchanged, ${reject} rejected; ${clear} cells lose their value`,
    ...headerProblems.map(({ column, message }) => `Column ${column}: ${message}`),
    ...warnings.map(
      ({ line, column, message }) => `Warning${line ? ` on line ${line}` : ''}, ${column}: ${message}`,
    ),
  ]
  const reasons = rejects.flatMap(({ line, problems }) =>
    problems.filter(({ severity }) => severity === 'error').map((p) => [line, p.column, p.message]),
  )
  if (reasons.length > 0) parts.push(table(['Line', 'Column', 'Reason'], reasons))
  if (reject > rejects.length) parts.push(`... and ${reject - rejects.length} more rejected rows`)
  return parts.join('\n')
}
