import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  AndroidCatalogue,
  type BulkConfiguration,
  BulkConfigurationAnswer,
  QrPayload,
} from '../../src/contract/bulk-configuration.ts'
import {
  BulkDevice,
  BulkDevicesResult,
  BulkEnrollment,
  type BulkEnrollmentPatch,
  type ChangeBulkDevices,
  type NewBulkDevice,
  type NewBulkEnrollment,
} from '../../src/contract/bulk-enrollment.ts'
import { type TakeOffUnlisted, UnlistedDevices } from '../../src/contract/bulk-list.ts'
import { apiAddress, call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** Of this word are the live events that make what stands here old. */
const topic = 'bulk-enrollment'
const root = '/bulk-enrollments'
const pathOf = (id: string) => `${root}/${encodeURIComponent(id)}`

export const bulkListOptions = (filters: QueryValues) => listOptions(topic, root, BulkEnrollment, filters)

export const bulkOptions = (id: string) =>
  queryOptions({
    queryKey: [topic, 'one', id],
    queryFn: ({ signal }) => call(BulkEnrollment, pathOf(id), { signal }),
    // The object that was read knows its entity tag; a merged copy would not.
    structuralSharing: false,
  })

export const bulkDevicesOptions = (id: string, filters: QueryValues) =>
  listOptions(topic, `${pathOf(id)}/devices`, BulkDevice, filters)

export const configurationOptions = (id: string) =>
  queryOptions({
    queryKey: [topic, 'configuration', id],
    queryFn: ({ signal }) => call(BulkConfigurationAnswer, `${pathOf(id)}/configuration`, { signal }),
    structuralSharing: false,
  })

/** Another one after each change. */
export const payloadOptions = ({ id, updatedAt }: BulkEnrollment) =>
  queryOptions({
    queryKey: [topic, 'payload', id, updatedAt],
    queryFn: ({ signal }) => call(QrPayload, `${pathOf(id)}/payloads`, { signal }),
    placeholderData: keepPreviousData,
  })

/** The catalogue comes with the server and stays. */
export const catalogueOptions = queryOptions({
  queryKey: ['android-extras'],
  queryFn: ({ signal }) => call(AndroidCatalogue, '/android/extras', { signal }),
  staleTime: Infinity,
})

/** The picture changes with the bulk enrollment; its time keeps an older one from being shown. */
export const pictureAddress = ({ id, updatedAt }: BulkEnrollment): string =>
  apiAddress(`${pathOf(id)}/qr.svg`, { at: updatedAt })

export const addressOf = ({ id }: BulkEnrollment, what: string): string => apiAddress(`${pathOf(id)}/${what}`)

export const createBulk = (bulk: NewBulkEnrollment): Promise<BulkEnrollment> =>
  call(BulkEnrollment, root, { method: 'POST', json: bulk })

export const changeBulk = (bulk: BulkEnrollment, patch: BulkEnrollmentPatch): Promise<BulkEnrollment> =>
  call(BulkEnrollment, pathOf(bulk.id), { method: 'PATCH', json: patch, ifUnchanged: bulk })

export const deleteBulk = (bulk: BulkEnrollment, devices: 'keep' | 'delete'): Promise<void> =>
  callForNothing(pathOf(bulk.id), { method: 'DELETE', query: { devices } })

export const refreshToken = ({ id }: BulkEnrollment): Promise<BulkEnrollment> =>
  call(BulkEnrollment, `${pathOf(id)}/token/refresh`, { method: 'POST' })

export const extendToken = ({ id }: BulkEnrollment, days: number): Promise<BulkEnrollment> =>
  call(BulkEnrollment, `${pathOf(id)}/token/extend`, { method: 'POST', json: { days } })

export const addBulkDevice = (id: string, device: NewBulkDevice): Promise<BulkDevice> =>
  call(BulkDevice, `${pathOf(id)}/devices`, { method: 'POST', json: device })

export const changeBulkDevices = (id: string, change: ChangeBulkDevices): Promise<BulkDevicesResult> =>
  call(BulkDevicesResult, `${pathOf(id)}/devices`, { method: 'PATCH', json: change })

export const deleteBulkDevices = (id: string, ids: string[]): Promise<BulkDevicesResult> =>
  call(BulkDevicesResult, `${pathOf(id)}/devices`, { method: 'DELETE', json: { ids } })

/** I10: what a file that was applied does not name. */
export const unlistedOptions = (id: string, importId: string) =>
  queryOptions({
    queryKey: [topic, 'unlisted', id, importId],
    queryFn: () => takeOff(id, { importId, devices: 'keep', preview: true }),
  })

export const takeOff = (id: string, order: TakeOffUnlisted): Promise<UnlistedDevices> =>
  call(UnlistedDevices, `${pathOf(id)}/devices/unlisted`, { method: 'POST', json: order })

type ConfigurationAnswer = z.infer<typeof BulkConfigurationAnswer>

/** Refused when somebody else has changed it since `before` was read. */
export const saveConfiguration = (
  id: string,
  before: ConfigurationAnswer,
  configuration: BulkConfiguration,
): Promise<ConfigurationAnswer> =>
  call(BulkConfigurationAnswer, `${pathOf(id)}/configuration`, {
    method: 'PUT',
    json: configuration,
    ifUnchanged: before,
  })

export const checkConfiguration = (
  id: string,
  configuration: BulkConfiguration,
  signal: AbortSignal,
): Promise<ConfigurationAnswer> =>
  call(BulkConfigurationAnswer, `${pathOf(id)}/configuration/check`, {
    method: 'POST',
    json: configuration,
    signal,
  })

/** After a change: the page of it at once, everything else when it is next looked at. */
export function storeBulk(client: QueryClient, bulk: BulkEnrollment): Promise<void> {
  client.setQueryData(bulkOptions(bulk.id).queryKey, bulk)
  return readBulksAgain(client)
}

export async function readBulksAgain(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: [topic] }),
    client.invalidateQueries({ queryKey: ['device'] }),
  ])
}
