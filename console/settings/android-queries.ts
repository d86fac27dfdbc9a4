import { queryOptions } from '@tanstack/react-query'
import { GoogleSettings } from '../../src/contract/google.ts'
import { HeadwindSettings } from '../../src/contract/headwind.ts'
import { call } from '../api/call.ts'

export const headwindPath = '/settings/headwind'
export const googlePath = '/settings/google'

export const headwindSettingsOptions = queryOptions({
  queryKey: ['settings', 'headwind'],
  queryFn: ({ signal }) => call(HeadwindSettings, headwindPath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})

export const googleSettingsOptions = queryOptions({
  queryKey: ['settings', 'google'],
  queryFn: ({ signal }) => call(GoogleSettings, googlePath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})
