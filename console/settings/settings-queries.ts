import { queryOptions } from '@tanstack/react-query'
import { EnrollmentSettings } from '../../src/contract/settings.ts'
import { call } from '../api/call.ts'

export const enrollmentSettingsOptions = queryOptions({
  queryKey: ['settings', 'enrollment'],
  queryFn: ({ signal }) => call(EnrollmentSettings, '/settings/enrollment', { signal }),
})

export const saveEnrollmentSettings = (settings: Partial<EnrollmentSettings>): Promise<EnrollmentSettings> =>
  call(EnrollmentSettings, '/settings/enrollment', { method: 'PUT', json: settings })
