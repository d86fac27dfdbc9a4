import { queryOptions } from '@tanstack/react-query'
import { EnrollmentSettings } from '../../src/contract/settings.ts'
import { call } from '../api/call.ts'

export const enrollmentPath = '/settings/enrollment'

export const enrollmentSettingsOptions = queryOptions({
  queryKey: ['settings', 'enrollment'],
  queryFn: ({ signal }) => call(EnrollmentSettings, enrollmentPath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})
