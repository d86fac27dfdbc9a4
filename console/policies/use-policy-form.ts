import { useForm } from '@mantine/form'
import type { z } from 'zod'
import { ApiError } from '../api/api-error.ts'
import { focusFirst, validateWith } from '../ui/form.ts'
import { t } from '../texts/t.ts'
import type { PolicyForm } from './forms/form-parts.tsx'
import { fieldOfPolicy, pointedField, type PolicyValues } from './policy-values.ts'

/** The form of a policy; `prepare` makes what is sent out of what was typed. */
export function usePolicyForm(
  initialValues: PolicyValues,
  schema: z.ZodType,
  prepare: (values: PolicyValues) => unknown,
): PolicyForm {
  return useForm<PolicyValues>({
    initialValues,
    validate: (values) => ({
      ...renamed(values, validateWith(schema, prepare)(values)),
      ...missingFile(values),
    }),
  })
}

const renamed = ({ kind }: PolicyValues, errors: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(errors).map(([field, message]) => [fieldOfPolicy(kind, field), String(message)]),
  )

/** The API takes a change without the file that is stored already. */
function missingFile(values: PolicyValues): Record<string, string> {
  const { kind } = values
  if (kind !== 'certificate' && kind !== 'configuration-profile') return {}
  const { file, isKept } = values[kind]
  return file || isKept
    ? {}
    : { [kind === 'certificate' ? `${kind}.file` : `${kind}.bytes`]: t('policy.file.needed') }
}

/** Puts the server's complaints beside their fields. */
export function showPolicyErrors(form: PolicyForm, error: unknown): void {
  if (!(error instanceof ApiError)) return
  const errors = Object.fromEntries([
    ...(error.code === 'policy.already-exists' ? [['name', error.message]] : []),
    ...(error.problem.errors ?? []).map(({ pointer, message }) => [
      pointedField(form.values.kind, pointer),
      message,
    ]),
  ]) as Record<string, string>
  form.setErrors(errors)
  focusFirst(form)(errors)
}
