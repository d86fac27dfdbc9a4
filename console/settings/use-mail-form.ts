import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type MailSettings,
  type MailSettingsPut,
  MailSettingsPut as Schema,
} from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { mailSettingsOptions, saveMailSettings } from './mail-queries.ts'

type Values = Record<string, unknown>

/** The form of one card: `valuesOf` takes its fields from the settings, `toSend` makes a request of what was typed. */
export function useMailForm(
  settings: MailSettings,
  valuesOf: (settings: MailSettings) => Values,
  toSend: (values: Values) => Values = (values) => values,
) {
  const client = useQueryClient()
  const [initialValues] = useState(() => valuesOf(settings))
  const form = useForm<Values>({ initialValues, validate: validateWith(Schema, toSend) })
  const save = useMutation({
    mutationFn: (values: Values) => saveMailSettings(toSend(values) as MailSettingsPut),
    onSuccess: (saved) => {
      client.setQueryData(mailSettingsOptions.queryKey, saved)
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
