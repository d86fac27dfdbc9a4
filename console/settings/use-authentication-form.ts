import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type AuthenticationSettings,
  type AuthenticationSettingsPut,
  AuthenticationSettingsPut as Schema,
} from '../../src/contract/sign-on.ts'
import { t } from '../texts/t.ts'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { authenticationSettingsOptions, saveAuthenticationSettings } from './authentication-queries.ts'

type Values = Record<string, unknown>

/** The form of one card: `valuesOf` takes its part of the settings, `toSend` makes a request of what was typed. */
export function useAuthenticationForm<V extends Values>(
  settings: AuthenticationSettings,
  valuesOf: (settings: AuthenticationSettings) => V,
  toSend: (values: V) => AuthenticationSettingsPut = (values) => values,
) {
  const client = useQueryClient()
  const [initialValues] = useState(() => valuesOf(settings))
  const form = useForm<V>({ initialValues, validate: validateWith(Schema, toSend) })
  const save = useMutation({
    mutationFn: (values: V) => saveAuthenticationSettings(toSend(values)),
    onSuccess: (saved) => {
      client.setQueryData(authenticationSettingsOptions.queryKey, saved)
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

/** A secret that is not typed stays. */
export const withoutBlank = <T extends Values, K extends keyof T>(values: T, secret: K): T | Omit<T, K> => {
  if (values[secret] !== '') return values
  const { [secret]: _, ...rest } = values
  return rest
}

/** The server forgets the secret of another one, so it is asked for before that happens. */
export function secretHint(isSet: boolean, elsewhere: boolean): string {
  if (!isSet) return t('sign-on.secret.none')
  return elsewhere ? t('sign-on.secret.elsewhere') : t('sign-on.secret.set')
}
