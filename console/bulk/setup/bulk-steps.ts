import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'

export const bulkSteps = ['profile', 'list', 'token'] as const
export type BulkStep = (typeof bulkSteps)[number]

/** I28: there is no token step where there is no token. */
export const stepsOf = ({ withoutToken }: Pick<BulkEnrollment, 'withoutToken'>): BulkStep[] =>
  bulkSteps.filter((step) => step !== 'token' || !withoutToken)

/** Where the set-up of a bulk enrollment was left, with the import that was looked at. */
export type SetupPlace = { at: BulkStep; import?: string | undefined }

const key = (id: string) => `bulk-setup:${id}`

export function placeLeft(id: string): SetupPlace | undefined {
  const [at, importId] = (localStorage.getItem(key(id)) ?? '').split(' ')
  const step = bulkSteps.find((one) => one === at)
  return step && { at: step, import: importId || undefined }
}

export const rememberPlace = (id: string, { at, import: importId }: SetupPlace): void =>
  localStorage.setItem(key(id), `${at} ${importId ?? ''}`)

export const forgetPlace = (id: string): void => localStorage.removeItem(key(id))
