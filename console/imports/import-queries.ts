import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { type ApplyImport, Import, ImportFormat, ImportRow } from '../../src/contract/import.ts'
import { call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'
import { upload } from '../api/upload.ts'

export const importListOptions = listOptions('import', '/imports', Import, {})

/** Events tell when it moves; should the stream be down, a slow look does. */
export const importOptions = (id: string) =>
  queryOptions({
    queryKey: ['import', 'one', id],
    queryFn: ({ signal }) => call(Import, `/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? 1000 : false),
  })

export const importRowsOptions = (id: string, filters: QueryValues) =>
  listOptions('import-row', `/imports/${id}/rows`, ImportRow, filters)

export const importFormatsOptions = queryOptions({
  queryKey: ['import-format'],
  queryFn: ({ signal }) => call(z.array(ImportFormat), '/import-formats', { signal }),
  staleTime: Infinity,
})

export type UploadOptions = { format?: string; encoding?: string; delimiter?: string; strict: boolean }

export function uploadImport(
  file: File,
  options: UploadOptions,
  onProgress: (fraction: number) => void,
): Promise<Import> {
  const form = new FormData()
  const { strict, ...fields } = options
  // Fields come before the file: the server reads the parts as they arrive.
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value)
  form.set('options', JSON.stringify({ strict }))
  form.set('file', file)
  return upload(Import, '/imports', form, onProgress)
}

export const applyImport = (id: string, choice: z.input<typeof ApplyImport>): Promise<Import> =>
  call(Import, `/imports/${id}/apply`, { method: 'POST', json: choice })

export const isBusy = ({ state }: Import): boolean => state === 'planning' || state === 'applying'
