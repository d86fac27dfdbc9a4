import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { page } from '../../../src/contract/common.ts'
import { DepProfile } from '../../../src/contract/dep.ts'
import {
  CertificateList,
  DepProfileComparison,
  DepProfileOfJson,
  DepProfilePreview,
  DepRevision,
  DepRevisionDevice,
  RevisePreview,
  type ReviseDepProfile,
} from '../../../src/contract/dep-profile.ts'
import { call, type QueryValues } from '../../api/call.ts'
import { listOptions } from '../../api/list.ts'

/** What is not finished yet is refused by the server, at its field: then the last good preview stays. */
export const previewOptions = (fields: object) =>
  queryOptions({
    queryKey: ['dep-profile-preview', fields],
    queryFn: ({ signal }) =>
      call(DepProfilePreview, '/dep/profiles/preview', { method: 'POST', json: fields, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  })

/** The addresses that a profile gets unless others are given (C37); that of the pages only where people are asked something. */
export const ownUrlOptions = queryOptions({
  queryKey: ['dep-profile-preview', 'own-url'],
  queryFn: async ({ signal }) => {
    const json = { profileName: 'Profile' }
    const preview = await call(DepProfilePreview, '/dep/profiles/preview', { method: 'POST', json, signal })
    const { url, configuration_web_url: pages } = preview.sent
    return { url: String(url), configurationWebUrl: typeof pages === 'string' ? pages : '' }
  },
  staleTime: Infinity,
})

export const readProfileJson = (json: Record<string, unknown>) =>
  call(DepProfileOfJson, '/dep/profiles/read-json', { method: 'POST', json: { json } })

/** Files in base64, or DER in base64. */
export const readCertificates = async (files: string[], signal?: AbortSignal) =>
  (
    await call(CertificateList, '/dep/certificates/read', {
      method: 'POST',
      json: { files },
      ...(signal && { signal }),
    })
  ).certificates

export const certificatesOptions = (certificates: string[]) =>
  queryOptions({
    queryKey: ['certificates', certificates],
    queryFn: ({ signal }) => readCertificates(certificates, signal),
    enabled: certificates.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  })

export const adoptProfile = (uuid: string): Promise<DepProfile> =>
  call(DepProfile, '/dep/profiles/adopt', { method: 'POST', json: { uuid } })

export const comparisonOptions = (left: string, right: string) =>
  queryOptions({
    queryKey: ['dep-profile', 'comparison', left, right],
    queryFn: ({ signal }) =>
      call(DepProfileComparison, `/dep/profiles/${left}/compare`, { query: { with: right }, signal }),
  })

export type RevisedFields = z.input<typeof ReviseDepProfile>

export const revisePreviewOptions = (id: string, fields: RevisedFields) =>
  queryOptions({
    queryKey: ['dep-profile', 'revise-preview', id, fields],
    queryFn: ({ signal }) =>
      call(RevisePreview, `/dep/profiles/${id}/revise-preview`, { method: 'POST', json: fields, signal }),
    retry: false,
  })

export const reviseProfile = ({ id, fields }: { id: string; fields: RevisedFields }): Promise<DepRevision> =>
  call(DepRevision, `/dep/profiles/${id}/revise`, { method: 'POST', json: fields })

export const revisionsOptions = (profile: string) =>
  queryOptions({
    queryKey: ['dep-revision', 'of', profile],
    queryFn: async ({ signal }) =>
      (await call(page(DepRevision), '/dep/revisions', { query: { profile, limit: 20 }, signal })).items,
  })

export const revisionOptions = (id: string) =>
  queryOptions({
    queryKey: ['dep-revision', 'one', id],
    queryFn: ({ signal }) => call(DepRevision, `/dep/revisions/${id}`, { signal }),
  })

export const revisionDevicesOptions = (id: string, filters: QueryValues) =>
  listOptions('dep-revision', `/dep/revisions/${id}/devices`, DepRevisionDevice, filters)

export const tryRevisionNow = (id: string): Promise<DepRevision> =>
  call(DepRevision, `/dep/revisions/${id}/try-now`, { method: 'POST' })
