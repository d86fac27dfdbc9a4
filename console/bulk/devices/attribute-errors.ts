import type { UseFormReturnType } from '@mantine/form'
import { ApiError } from '../../api/api-error.ts'
import { showFieldErrors } from '../../ui/form.ts'
import type { AttributesDraft } from './device-draft.ts'

/** The server names an attribute by its name; the form has it by its place. */
export function showAttributeErrors<Draft extends AttributesDraft>(
  form: UseFormReturnType<Draft>,
  error: unknown,
): void {
  showFieldErrors(form, error)
  if (!(error instanceof ApiError)) return
  const { attributes } = form.getValues()
  for (const { pointer, message } of error.problem.errors ?? []) {
    const index = attributes.findIndex(({ name }) => pointer.endsWith(`Attributes/${escaped(name)}`))
    if (index >= 0) form.setFieldError(`attributes.${index}.value`, message)
  }
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
