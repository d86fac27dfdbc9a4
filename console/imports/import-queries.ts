import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { page } from '../../src/contract/common.ts'
import {
  type ApplyImport,
  type GivenMapping,
  Import,
  ImportField,
  ImportFormat,
  type ImportOptions,
  ImportRow,
  UndoPlan,
} from '../../src/contract/import.ts'
import { Mail, MailState } from '../../src/contract/mail.ts'
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

/** A plan that was made again has other rows, so the time of the plan is part of their name in the cache. */
const rowsOf = ({ id, plannedAt }: Import) => ({
  topic: `import-row ${plannedAt}`,
  path: `/imports/${id}/rows`,
})

export const planPageSize = 200

/** One page of the rows, by its number. */
export const planPageOptions = (of: Import, filters: QueryValues, pageNumber: number) =>
  queryOptions({
    queryKey: [rowsOf(of).topic, 'page', of.id, filters, pageNumber],
    queryFn: ({ signal }) => {
      const query = { ...filters, limit: planPageSize, offset: pageNumber * planPageSize }
      return call(page(ImportRow), rowsOf(of).path, { query, signal })
    },
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  })

/** How many rows have a problem of this kind. */
export const problemCountOptions = (of: Import, problem: string) =>
  queryOptions({
    queryKey: [rowsOf(of).topic, 'count', of.id, problem],
    queryFn: async ({ signal }) =>
      (await call(page(ImportRow), rowsOf(of).path, { query: { problem, limit: 1 }, signal })).total,
    staleTime: Infinity,
  })

/** The first rejected rows, whose problems tell what is wrong with the file. */
export const firstRejectsOptions = (of: Import) =>
  queryOptions({
    queryKey: [rowsOf(of).topic, 'rejects', of.id],
    queryFn: async ({ signal }) =>
      (await call(page(ImportRow), rowsOf(of).path, { query: { outcome: 'reject', limit: 200 }, signal }))
        .items,
    enabled: of.counts.reject > 0,
    staleTime: Infinity,
  })

export const importFormatsOptions = queryOptions({
  queryKey: ['import-format'],
  queryFn: ({ signal }) => call(z.array(ImportFormat), '/import-formats', { signal }),
  staleTime: Infinity,
})

export const importFieldsOptions = queryOptions({
  queryKey: ['import-field'],
  queryFn: ({ signal }) => call(z.array(ImportField), '/import-fields', { signal }),
  staleTime: Infinity,
})

export const undoPlanOptions = ({ id, state }: Import) =>
  queryOptions({
    queryKey: ['import', 'undo', id, state],
    queryFn: ({ signal }) => call(UndoPlan, `/imports/${id}/undo`, { signal }),
    // What happened to the records meanwhile is the question.
    staleTime: 0,
  })

/** How many mails of an import are in each state, and whether they wait for somebody to set up a mail server. */
export const mailCountsOptions = ({ id, appliedAt }: Import) =>
  queryOptions({
    queryKey: ['mail', 'count', id],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        MailState.options.map((state) =>
          call(page(Mail), '/mails', { query: { import: id, state, limit: 1 }, signal }),
        ),
      )
      const totals = MailState.options.map((state, index) => [state, pages[index]?.total ?? 0])
      const noServer = pages.some(({ items }) => items[0]?.waitsFor === 'mail-server')
      return { counts: Object.fromEntries(totals) as Record<MailState, number>, noServer }
    },
    enabled: appliedAt !== null,
  })

export type UploadOptions = z.infer<typeof ImportOptions> & {
  format?: string | undefined
  encoding?: string | undefined
  delimiter?: string | undefined
}

export type ImportFile = { file: File; options: UploadOptions; mapping?: GivenMapping | undefined }

export function uploadImport(
  { file, options, mapping }: ImportFile,
  onProgress: (fraction: number) => void,
): Promise<Import> {
  const form = new FormData()
  const { format, encoding, delimiter, ...rest } = options
  // Fields come before the file: the server reads the parts as they arrive.
  for (const [name, value] of Object.entries({ format, encoding, delimiter }))
    if (value) form.set(name, value)
  form.set('options', JSON.stringify({ ...rest, domain: rest.domain || undefined }))
  if (mapping) form.set('mapping', JSON.stringify(mapping))
  form.set('file', file)
  return upload(Import, '/imports', form, onProgress)
}

export const remapImport = (id: string, mapping: GivenMapping): Promise<Import> =>
  call(Import, `/imports/${id}/mapping`, { method: 'PUT', json: { mapping } })

export const applyImport = (id: string, choice: z.input<typeof ApplyImport>): Promise<Import> =>
  call(Import, `/imports/${id}/apply`, { method: 'POST', json: choice })

export const undoImport = (id: string): Promise<Import> =>
  call(Import, `/imports/${id}/undo`, { method: 'POST', json: {} })

export const isBusy = ({ state }: Import): boolean => state === 'planning' || state === 'applying'
