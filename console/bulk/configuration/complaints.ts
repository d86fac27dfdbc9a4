import { fieldOf } from '../../ui/form.ts'
import type { ConfigurationDraft } from './configuration-draft.ts'

/** What is wrong, or else doubtful, by the field it is about: "systemExtras.WIFI_SSID". */
export type Complaints = ReadonlyMap<string, { message: string; isError: boolean }>

export const complaintsOf = (
  list: readonly { pointer: string; message: string; severity?: 'error' | 'warning' }[],
): Complaints =>
  new Map(
    list
      .map(({ pointer, message, severity = 'error' }) => ({
        pointer,
        message,
        isError: severity === 'error',
      }))
      .toSorted((one, other) => Number(one.isError) - Number(other.isError))
      .map(({ pointer, ...complaint }) => [fieldOf(pointer), complaint]),
  )

/** Props of an input: an error is marked as such, a doubt stands as its hint. */
export function sayAt(complaints: Complaints, field: string, hint?: string) {
  const complaint = complaints.get(field)
  if (complaint?.isError) return { error: complaint.message, description: hint }
  return {
    error: undefined,
    description: complaint ? [hint, complaint.message].filter(Boolean).join(' ') : hint,
  }
}

/** The first one may be out of sight; it is drawn in the next frame. */
export const focusComplaint = (): void =>
  void requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('input[aria-invalid=true], textarea[aria-invalid=true]')?.focus(),
  )

export type PartProps = {
  draft: ConfigurationDraft
  onChange: (some: Partial<ConfigurationDraft>) => void
  complaints: Complaints
}
