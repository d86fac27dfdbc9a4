import { z } from 'zod'
import { page } from '../contract/common.ts'
import { Import, UndoPlan } from '../contract/import.ts'
import type { Client } from './client.ts'
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
  client: Client,
  output: Output,
  { id, planOnly }: { id: string; planOnly: boolean },
): Promise<void> {
  const path = `/imports/${encodeURIComponent(id)}/undo`
  if (!planOnly) await client.call(z.unknown(), 'POST', path)
  const undo = await client.call(UndoPlan, 'GET', path)
  output.result(undo, () => undoText(undo, planOnly))
}
