import type { ColumnMapping, Import } from '../../src/contract/import.ts'

export const importSteps = ['file', 'columns', 'check', 'apply', 'result'] as const
export type ImportStep = (typeof importSteps)[number]

/** Columns that were guessed or not found at all: a person should have seen them. */
export const wantsLook = ({ how }: ColumnMapping): boolean => how === 'unknown' || how === 'nearest'

/** The rows that applying would do something with. */
export const effectiveRows = ({ counts }: Import): number => counts.create + counts.update

/** The steps that an import has something to show for; the state decides the furthest one. */
export function openSteps(of: Import): ImportStep[] {
  const read: ImportStep[] = ['file', 'columns', 'check']
  if (of.result) return [...read, 'result']
  if (of.state === 'planned' || of.state === 'applying') return [...read, 'apply']
  return of.plannedAt ? read : ['file']
}

/** The step of the address where there is one, then where somebody left off, then the first that wants a person. */
export function stepToShow(
  of: Import,
  asked: ImportStep | undefined,
  left: ImportStep | undefined,
): ImportStep {
  const open = openSteps(of)
  const wanted = [asked, of.state === 'planned' ? left : undefined].find(
    (step) => step && open.includes(step),
  )
  if (wanted) return wanted
  if (of.state === 'planned') return of.mapping.some(wantsLook) ? 'columns' : 'check'
  return open.at(-1)!
}

const key = (id: string) => `import-step:${id}`

/** Where this browser left an import that was not applied yet. */
export function stepLeft(id: string): ImportStep | undefined {
  const left = localStorage.getItem(key(id))
  return importSteps.find((step) => step === left)
}

export function rememberStep({ id, state }: Import, step: ImportStep): void {
  if (state === 'planned' && step !== 'file') localStorage.setItem(key(id), step)
  else if (state !== 'planned') localStorage.removeItem(key(id))
}
