import { useSyncExternalStore } from 'react'
import type { GivenMapping } from '../../src/contract/import.ts'
import type { UploadOptions } from './import-queries.ts'
import type { MappingDraft } from './mapping-draft.ts'

/** A chosen file and how it is to be read, kept while the console is open: who leaves the page finds it again. */
export type FileDraft = {
  file?: File | undefined
  options: UploadOptions
  /** The options that its import was read with. */
  readWith?: UploadOptions | undefined
  mapping?: GivenMapping | undefined
  /** What was chosen for its columns by hand, before it is read with them. */
  choices?: MappingDraft | undefined
  /** The fraction that has been sent, while it is being sent. */
  sent?: number | undefined
  error?: unknown
}

export const startingOptions: UploadOptions = {
  strict: false,
  preEnroll: true,
  existingUsers: 'replace',
  moveFromOtherLists: false,
}
const blank: FileDraft = { options: startingOptions }

/** By the id of the import that was made of it; the one that is being prepared has none yet. */
const drafts = new Map<string, FileDraft>()
const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function put(id: string, draft: FileDraft | undefined): void {
  if (draft) drafts.set(id, draft)
  else drafts.delete(id)
  for (const listener of listeners) listener()
}

export const newFile = 'new'

export const draftOf = (id: string): FileDraft => drafts.get(id) ?? blank

export const changeDraft = (id: string, change: Partial<FileDraft>): void =>
  put(id, { ...draftOf(id), ...change })

/** Another file begins without what was said about the last one; the options stay. */
export const chooseFile = (id: string, file: File | undefined): void => {
  const { format: _format, encoding: _encoding, delimiter: _delimiter, ...options } = draftOf(id).options
  put(id, { file, options })
}

/** The file has become an import: its draft goes with it, and the next one starts blank. */
export function settleDraft(from: string, id: string): void {
  const { file, options, mapping, readWith } = draftOf(from)
  if (from === newFile) put(newFile, undefined)
  else changeDraft(from, { sent: undefined, error: undefined, options: readWith ?? options })
  put(id, { file, options, mapping, readWith: options })
}

export const useDraft = (id: string): FileDraft => useSyncExternalStore(subscribe, () => draftOf(id))
