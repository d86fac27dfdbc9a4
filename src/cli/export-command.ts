import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Client } from './client.ts'
import type { Output } from './output.ts'
import { saveTo } from './save-to.ts'

export type ExportCommand = {
  what: 'devices' | 'users'
  out?: string | undefined
  /** As the address takes them; those that are not given are left out. */
  query: Record<string, string | undefined>
}

/** Writes the export to a file, or to standard output as it comes. */
export async function exportCommand(
  client: Client,
  output: Output,
  { what, out, query }: ExportCommand,
): Promise<void> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const bytes = await client.bytes(`/exports/${what}.csv?${new URLSearchParams(given).toString()}`)
  if (out === undefined) return pipeline(Readable.from(bytes), process.stdout, { end: false })
  await saveTo(out, bytes, { isSecret: query['codes'] === 'true' })
  output.result({ file: out }, () => `Wrote ${out}.`)
}
