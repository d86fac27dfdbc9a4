import { queryOptions } from '@tanstack/react-query'
import {
  EnrollmentRequest,
  HandoverSheet,
  MadeRequests,
  RequestPreview,
  type RequestChannel,
} from '../../src/contract/enrollment-request.ts'
import { call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'
import type { RequestDraft } from './request-draft.ts'

const path = '/enrollment-requests'

export const requestListOptions = (filters: QueryValues) =>
  listOptions('request', path, EnrollmentRequest, filters)

export const requestOptions = (id: string) =>
  queryOptions({
    queryKey: ['request', id],
    queryFn: ({ signal }) => call(EnrollmentRequest, `${path}/${id}`, { signal }),
  })

/** Each reading is in the audit log, so it is read once. */
export const sheetOptions = (id: string) =>
  queryOptions({
    queryKey: ['sheet', id],
    queryFn: ({ signal }) => call(HandoverSheet, `${path}/${id}/sheet`, { signal }),
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
  })

export const previewOptions = (draft: RequestDraft) =>
  queryOptions({
    queryKey: ['request', 'preview', draft.choice, draft.channel],
    queryFn: ({ signal }) =>
      call(RequestPreview, `${path}/preview`, {
        method: 'POST',
        json: { ...draft.choice, channel: draft.channel },
        signal,
      }),
    staleTime: 30_000,
  })

export type Chosen = { deviceIds: string[]; userNames: string[]; channel: RequestChannel }

export const sendRequests = (chosen: Chosen): Promise<MadeRequests> =>
  call(MadeRequests, path, { method: 'POST', json: chosen })

export const resendRequest = (id: string): Promise<EnrollmentRequest> =>
  call(EnrollmentRequest, `${path}/${id}/resend`, { method: 'POST' })

export const revokeRequest = (id: string): Promise<EnrollmentRequest> =>
  call(EnrollmentRequest, `${path}/${id}/revoke`, { method: 'POST' })
