import { openAsBlob } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { Import, ImportRow, type ApplyImport, type GivenMapping } from '../contract/import.ts'
import type { Client } from './client.ts'
import { findNewest, withProgress, type Terminal } from './import-progress.ts'
import { planText, resultText, withWayOut } from './import-texts.ts'
import { CommandError, type Output } from './output.ts'
import { saveTo } from './save-to.ts'

export type ImportCommand = {
  file: string
  planOnly: boolean
  /** Beside `file`, as the upload takes them. */
  fields: { format?: string | undefined; encoding?: string | undefined; delimiter?: string | undefined }
  mapping: GivenMapping
  options: Record<string, unknown>
  apply: Pick<ApplyImport, 'onReject' | 'mail' | 'confirmClears'>
  /** Where the rejected rows are written to. */
  rejectsFile?: string | undefined
}

type Means = { client: Client; output: Output; terminal: Terminal }

/** Upload, plan, apply. Answers the exit code: 1 when rows were rejected, since a script must not take that for success. */
export async function importCommand(means: Means, command: ImportCommand): Promise<number> {
  const { client, output } = means
  const planned = await upload(means, command)
  if (planned.state === 'failed') throw new CommandError(planned.error ?? 'The file could not be planned')
  const rejects = planned.counts.reject > 0 ? await listRejects(client, planned.id) : []
  if (!output.json) output.print(planText(planned, rejects))
  if (rejects.length > 0 && command.rejectsFile)
    await saveTo(command.rejectsFile, await client.bytes(`/imports/${planned.id}/rejects.csv`), {
      isSecret: true,
    })
  const stopped = reasonToStop(planned, command)
  if (stopped) {
    output.result({ ...planned, rejects }, () => `Nothing was changed${stopped.text}`)
    return rejects.length > 0 ? 1 : stopped.exitCode
  }
  const applied = await apply(means, planned.id, command.apply)
  output.result({ ...applied, rejects }, () => resultText(applied))
  return rejects.length > 0 ? 1 : 0
}

function reasonToStop(
  { counts, clearsToConfirm }: Import,
  { planOnly, apply }: ImportCommand,
): { text: string; exitCode: 0 | 1 } | undefined {
  if (planOnly) return { text: ' (--plan).', exitCode: 0 }
  if (counts.reject > 0 && apply.onReject === 'abort')
    return { text: ': correct the rejected rows, or give --on-reject skip.', exitCode: 1 }
  if (clearsToConfirm !== null && apply.confirmClears !== clearsToConfirm)
    return {
      text: `: ${clearsToConfirm} cells would lose their value. If that is meant, give --confirm-clears ${clearsToConfirm}.`,
      exitCode: 1,
    }
  return undefined
}

async function upload({ client, terminal }: Means, command: ImportCommand): Promise<Import> {
  const { file, fields, mapping, options } = command
  const blob = await openFile(file)
  const fileName = path.basename(file)
  const form = new FormData()
  // Fields before the file: the server reads the stream in order.
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value)
  if (mapping.length > 0) form.set('mapping', JSON.stringify(mapping))
  form.set('options', JSON.stringify(options))
  form.set('file', blob, fileName)
  const look = terminal.isTTY ? await findNewest(client, fileName) : () => Promise.resolve(undefined)
  const sent = client.call(Import, 'POST', '/imports', form).catch((error: unknown) => {
    throw withWayOut(error)
  })
  const started = await withProgress(terminal, look, sent)
  return settled({ client, terminal }, started)
}

/** Read while it is sent, so that a large file does not have to fit into memory. */
async function openFile(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch {
    throw new CommandError(`The file ${file} cannot be read`, 2)
  }
}

async function apply(means: Means, id: string, options: ImportCommand['apply']): Promise<Import> {
  const { client, terminal } = means
  const sent = client.call(Import, 'POST', `/imports/${id}/apply`, options)
  const done = await settled(means, await withProgress(terminal, () => read(client, id), sent))
  if (done.state === 'planned' && done.replanned)
    throw new CommandError(
      'Nothing was changed: the data has changed since the plan was made. Run the command again',
    )
  if (done.state !== 'applied') throw new CommandError(done.error ?? `The import ended as "${done.state}"`)
  return done
}

const read = (client: Client, id: string) => client.call(Import, 'GET', `/imports/${id}`)

/** Long work may answer at once and go on; its resource says when it is done. */
async function settled({ client, terminal }: Omit<Means, 'output'>, started: Import): Promise<Import> {
  let current = started
  const isBusy = () => current.state === 'planning' || current.state === 'applying'
  const waiting = async () => {
    while (isBusy()) {
      await sleep(300)
      current = await read(client, started.id)
    }
    return current
  }
  return isBusy() ? withProgress(terminal, () => Promise.resolve(current), waiting()) : current
}

const listRejects = async (client: Client, id: string) =>
  (await client.call(page(ImportRow), 'GET', `/imports/${id}/rows?outcome=reject&limit=100`)).items
