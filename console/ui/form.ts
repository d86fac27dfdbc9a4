import type { FormErrors, UseFormReturnType } from '@mantine/form'
import { ApiError } from '../api/api-error.ts'
import type { z } from 'zod'

/** The first thing that is wrong with each field. `prepare` makes what will be sent out of what was typed. */
export const validateWith =
  <Values>(schema: z.ZodType, prepare: (values: Values) => unknown) =>
  (values: Values): FormErrors => {
    const parsed = schema.safeParse(prepare(values))
    const issues = parsed.success ? [] : parsed.error.issues
    return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path.join('.'), message]))
  }

/** Puts the server's complaints beside their fields. True when each complaint found its field. */
export function showFieldErrors<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  error: unknown,
): boolean {
  const complaints = error instanceof ApiError ? (error.problem.errors ?? []) : []
  const errors = Object.fromEntries(
    complaints.map(({ pointer, message }) => [fieldOf(pointer), message] as const),
  )
  form.setErrors(errors)
  return complaints.length > 0 && Object.keys(errors).every((field) => field in form.getValues())
}

/** A JSON pointer (RFC 6901) as a path of the form: "/claimed/serial" is "claimed.serial". */
export const fieldOf = (pointer: string): string =>
  pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

/** Empty inputs mean "no value": null in a change, left out of something new. */
export const emptyToNull = <T extends Record<string, unknown>>(values: T): { [K in keyof T]: T[K] | null } =>
  mapValues(values, (value) => (isEmpty(value) ? null : value))

export const withoutEmpty = <T extends Record<string, unknown>>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))) as Partial<T>

/** Only what differs, so that a change says nothing about the rest. */
export const changesOf = <T extends Record<string, unknown>>(before: T, after: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  ) as Partial<T>

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '')

const mapValues = <T extends Record<string, unknown>>(record: T, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)])) as {
    [K in keyof T]: T[K] | null
  }
