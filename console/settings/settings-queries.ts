import { queryOptions } from '@tanstack/react-query'
import { EnrollmentSettings } from '../../src/contract/settings.ts'
import { call } from '../api/call.ts'

export const enrollmentSettingsOptions = queryOptions({
  queryKey: ['settings', 'enrollment'],
  queryFn: ({ signal }) => call(EnrollmentSettings, '/settings/enrollment', { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})

/** With `before` only if nobody has changed them since those were read. */
export const saveEnrollmentSettings = (
  settings: Partial<EnrollmentSettings>,
  before?: EnrollmentSettings,
): Promise<EnrollmentSettings> =>
  call(EnrollmentSettings, '/settings/enrollment', {
    method: 'PUT',
    json: settings,
    ...(before && { ifUnchanged: before }),
  })
