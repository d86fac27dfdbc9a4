import { useForm } from '@mantine/form'
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { isProblem } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { focusFirst, showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { isSame, rebase } from './rebase.ts'

type Subject<Settings, Values> = {
  path: string
  queryKey: QueryKey
  answer: z.ZodType<Settings>
  put: z.ZodType
  valuesOf: (settings: Settings) => Values
  /** Secrets that were not typed stay. */
  toSend: (values: Values) => object
  /** What else the change makes old. */
  stale?: QueryKey
}

/** The form of one card. It saves only over what it began from: when somebody else was faster, what was typed stays, on top of theirs. */
export function useSettingsForm<Settings extends object, Values extends Record<string, unknown>>(
  settings: Settings,
  { path, queryKey, answer, put, valuesOf, toSend, stale }: Subject<Settings, Values>,
) {
  const client = useQueryClient()
  const [base, setBase] = useState(settings)
  const [initialValues] = useState(() => valuesOf(settings))
  const form = useForm<Values>({ initialValues, validate: validateWith(put, toSend) })

  const beginFrom = (next: Settings, values: Values = valuesOf(next)) => {
    setBase(next)
    form.setInitialValues(valuesOf(next))
    form.setValues(values)
    form.resetDirty(valuesOf(next))
  }
  const putOnTopOf = (theirs: Settings) =>
    beginFrom(theirs, rebase(valuesOf(base), form.getValues(), valuesOf(theirs)))

  // Read again, or saved by another card of the page. What was typed over a value that has changed waits for the refusal.
  useEffect(() => {
    if (settings === base) return
    if (isSame(valuesOf(settings), valuesOf(base))) setBase(settings)
    else if (!form.isDirty()) beginFrom(settings)
    // Only a reading that is new is a reason to look.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [settings])

  const save = useMutation({
    mutationFn: (values: Values) =>
      call(answer, path, { method: 'PUT', json: toSend(values), ifUnchanged: base }),
    onSuccess: (saved) => {
      beginFrom(saved)
      client.setQueryData(queryKey, saved)
      if (stale) void client.invalidateQueries({ queryKey: stale })
      notifyDone(t('state.saved'))
    },
    onError: async (error) => {
      if (!isProblem(error, 'resource.changed')) return showFieldErrors(form, error)
      const theirs = await call(answer, path)
      putOnTopOf(theirs)
      client.setQueryData(queryKey, theirs)
    },
  })
  return { form, save, submit: form.onSubmit((values) => save.mutate(values), focusFirst(form)) }
}
