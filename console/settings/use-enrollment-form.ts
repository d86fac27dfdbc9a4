import { EnrollmentSettings, EnrollmentSettingsPut } from '../../src/contract/settings.ts'
import { enrollmentPath, enrollmentSettingsOptions } from './settings-queries.ts'
import { useSettingsForm } from './use-settings-form.ts'

/** The form of one card: `valuesOf` takes its fields from the settings. */
export const useEnrollmentForm = <Values extends Partial<EnrollmentSettings>>(
  settings: EnrollmentSettings,
  valuesOf: (settings: EnrollmentSettings) => Values,
) =>
  useSettingsForm(settings, {
    path: enrollmentPath,
    queryKey: enrollmentSettingsOptions.queryKey,
    answer: EnrollmentSettings,
    put: EnrollmentSettingsPut,
    valuesOf,
    toSend: (values) => values,
    // Whether DEP is in use follows from the settings.
    stale: ['dep-account', 'enabled'],
  })
