import { AuthenticationSettings, AuthenticationSettingsPut } from '../../src/contract/sign-on.ts'
import { t } from '../texts/t.ts'
import { authenticationPath, authenticationSettingsOptions } from './authentication-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'

type Values = Record<string, unknown>

/** The form of one card: `valuesOf` takes its part of the settings, `toSend` makes a request of what was typed. */
export const useAuthenticationForm = <V extends Values>(
  settings: AuthenticationSettings,
  valuesOf: (settings: AuthenticationSettings) => V,
  toSend: (values: V) => AuthenticationSettingsPut = (values) => values,
) =>
  useSettingsForm(settings, {
    path: authenticationPath,
    queryKey: authenticationSettingsOptions.queryKey,
    answer: AuthenticationSettings,
    put: AuthenticationSettingsPut,
    valuesOf,
    toSend,
  })

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
