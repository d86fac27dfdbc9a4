import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { call } from '../api/call.ts'
import { waysOptions } from '../google/google-queries.ts'
import { t } from '../texts/t.ts'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'

type Subject<Settings, Values> = {
  path: string
  queryKey: QueryKey
  answer: z.ZodType<Settings>
  put: z.ZodType
  valuesOf: (settings: Settings) => Values
  /** Secrets that were not typed stay. */
  toSend: (values: Values) => object
}

/** The form of one subject of the settings, saved as a whole. */
export function useAndroidForm<Settings, Values extends Record<string, unknown>>(
  settings: Settings,
  { path, queryKey, answer, put, valuesOf, toSend }: Subject<Settings, Values>,
) {
  const client = useQueryClient()
  const [initialValues] = useState(() => valuesOf(settings))
  const form = useForm<Values>({ initialValues, validate: validateWith(put, toSend) })
  const save = useMutation({
    mutationFn: (values: Values) => call(answer, path, { method: 'PUT', json: toSend(values) }),
    onSuccess: (saved) => {
      client.setQueryData(queryKey, saved)
      // The navigation has the ways in that are set up.
      void client.invalidateQueries({ queryKey: waysOptions.queryKey })
      const values = valuesOf(saved)
      form.setInitialValues(values)
      form.setValues(values)
      form.resetDirty(values)
      notifyDone(t('state.saved'))
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return { form, save, submit: form.onSubmit((values) => save.mutate(values)) }
}
