import { setTimeout as sleep } from 'node:timers/promises'
import { page } from '../contract/common.ts'
import { Import, UndoPlan } from '../contract/import.ts'
import type { Client } from './client.ts'
import { withProgress, type Terminal } from './import-progress.ts'
import { undoText } from './import-texts.ts'
import { table, type Output } from './output.ts'

/** The newest imports. */
export async function listImports(client: Client, output: Output, limit: number): Promise<void> {
  const { items } = await client.call(page(Import), 'GET', `/imports?limit=${limit}`)
  output.result(items, () =>
    table(
      ['Id', 'When', 'Who', 'File', 'Format', 'State', 'Rows', 'Created', 'Updated', 'Rejected'],
      items.map(({ id, createdAt, createdBy, fileName, format, state, counts, result }) => [
        id,
        createdAt.slice(0, 16).replace('T', ' '),
        createdBy,
        fileName,
        format,
        state,
        counts.rows,
        result?.created,
        result?.updated,
        counts.reject,
      ]),
    ),
  )
}

/** Puts back what an import changed, or says what that would do. */
export async function undoImport(
  { client, output, terminal }: { client: Client; output: Output; terminal: Terminal },
  { id, planOnly }: { id: string; planOnly: boolean },
): Promise<void> {
  const resource = `/imports/${encodeURIComponent(id)}`
  const look = () => client.call(Import, 'GET', resource)
  if (!planOnly) await withProgress(terminal, look, untilUndone(client, `${resource}/undo`))
  const undo = await client.call(UndoPlan, 'GET', `${resource}/undo`)
  output.result(undo, () => undoText(undo, planOnly))
}

/** A long undo answers at once and goes on; a repeated call waits for it, and tells when it failed. */
async function untilUndone(client: Client, path: string): Promise<void> {
  for (;;) {
    const { state } = await client.call(Import, 'POST', path)
    if (state === 'undone') return
    await sleep(500)
  }
}
