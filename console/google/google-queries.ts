import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import { GoogleDevice, GoogleEnrollmentToken, GoogleWays } from '../../src/contract/google.ts'
import { isProblem } from '../api/api-error.ts'
import { apiAddress, call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** Which of Google's ways in are set up, and how devices were last read. */
export const waysOptions = queryOptions({
  queryKey: ['google-ways'],
  queryFn: ({ signal }) => call(GoogleWays, '/google', { signal }),
})

/** A sync announces itself as a change of devices; see console/api/live.ts. */
export const googleDevicesOptions = (filters: QueryValues) =>
  listOptions('google-device', '/google/devices', GoogleDevice, filters)

export const startReading = (): Promise<{ jobId: string | null }> =>
  call(z.object({ jobId: z.string().nullable() }), '/google/devices/sync', { method: 'POST' })

const tokenPath = (id: string) => `/bulk-enrollments/${encodeURIComponent(id)}/google`

/** The latest token at Google that holds; null when there is none. It goes with its bulk enrollment, whose events make it old. */
export const googleTokenOptions = (id: string) =>
  queryOptions({
    queryKey: ['bulk-enrollment', 'google-token', id],
    queryFn: ({ signal }) =>
      call(GoogleEnrollmentToken, `${tokenPath(id)}/enrollment-token`, { signal }).catch((error: unknown) => {
        if (isProblem(error, 'google.no-token')) return null
        throw error
      }),
  })

export const makeGoogleToken = (id: string): Promise<GoogleEnrollmentToken> =>
  call(GoogleEnrollmentToken, `${tokenPath(id)}/enrollment-token`, { method: 'POST' })

/** The picture changes with the token and with the configuration; the times keep an older one from being shown. */
export const googlePicture = ({ id, updatedAt }: BulkEnrollment, { createdAt }: GoogleEnrollmentToken) =>
  apiAddress(`${tokenPath(id)}/qr.svg`, { at: `${createdAt} ${updatedAt}` })
