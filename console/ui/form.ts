import type { FormErrors, UseFormReturnType } from '@mantine/form'
import type { z } from 'zod'
import type { ProblemCode } from '../../src/contract/problems.ts'
import { ApiError } from '../api/api-error.ts'

/** The first thing that is wrong with each field. `prepare` makes what will be sent out of what was typed. */
export const validateWith =
  <Values>(schema: z.ZodType, prepare: (values: Values) => unknown) =>
  (values: Values): FormErrors => {
    const parsed = schema.safeParse(prepare(values))
    const issues = parsed.success ? [] : parsed.error.issues
    return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path.join('.'), message]))
  }

/** Which field a problem of the whole request is about: "this identifier is taken". */
type FieldsOfCodes = { [code in ProblemCode]?: string }

/** Puts the server's complaints beside their fields. */
export function showFieldErrors<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  error: unknown,
  fieldsOfCodes: FieldsOfCodes = {},
): void {
  if (!(error instanceof ApiError)) return
  const complaints = (error.problem.errors ?? []).map(({ pointer, message }) => [fieldOf(pointer), message])
  const field = fieldsOfCodes[error.code as ProblemCode]
  const errors: FormErrors = Object.fromEntries([...(field ? [[field, error.message]] : []), ...complaints])
  form.setErrors(errors)
  focusFirst(form)(errors)
}

/** In a long form the field with the first complaint may be out of sight. */
export const focusFirst =
  <Values extends Record<string, unknown>>(form: UseFormReturnType<Values>) =>
  (errors: FormErrors): void => {
    const nodes = Object.keys(errors).map((field) => form.getInputNode(field as never))
    nodes
      .filter((node) => node !== null)
      .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0]
      ?.focus()
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
