import { MailSettings, MailSettingsPut } from '../../src/contract/mail.ts'
import { mailSettingsOptions, mailSettingsPath } from './mail-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'

type Values = Record<string, unknown>

/** The form of one card: `valuesOf` takes its fields from the settings, `toSend` makes a request of what was typed. */
export const useMailForm = (
  settings: MailSettings,
  valuesOf: (settings: MailSettings) => Values,
  toSend: (values: Values) => Values = (values) => values,
) =>
  useSettingsForm(settings, {
    path: mailSettingsPath,
    queryKey: mailSettingsOptions.queryKey,
    answer: MailSettings,
    put: MailSettingsPut,
    valuesOf,
    toSend,
  })
