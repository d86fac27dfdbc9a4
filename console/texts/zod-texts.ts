import { z } from 'zod'
import { t } from './t.ts'

/** Complaints about a form in our words, where the schema has none of its own. */
export function configureZod(): void {
  // The content security policy forbids making code from text, which zod would otherwise try.
  z.config({ jitless: true, customError: (issue) => wordingOf(issue) })
}

type Issue = {
  code: string
  origin?: string
  minimum?: unknown
  maximum?: unknown
  format?: string
  input?: unknown
}

function wordingOf({ code, origin, minimum, maximum, format, input }: Issue): string {
  if (code === 'invalid_type' && (input === undefined || input === null)) return t('field.required')
  if (code === 'too_small')
    return origin === 'number' ? t('field.too-small', { count: Number(minimum) }) : t('field.required')
  if (code === 'too_big' && origin === 'number') return t('field.too-big', { count: Number(maximum) })
  if (code === 'too_big') return t('field.too-long', { count: Number(maximum) })
  if (format === 'email') return t('field.email')
  if (format === 'url') return t('field.url')
  return t('field.invalid')
}
