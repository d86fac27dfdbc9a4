import { queryOptions, useQueries } from '@tanstack/react-query'
import { page } from '../../../src/contract/common.ts'
import type { Device } from '../../../src/contract/device.ts'
import { EnrollmentRequest } from '../../../src/contract/enrollment-request.ts'
import { androidOptions } from '../../android/android-queries.ts'
import { call } from '../../api/call.ts'
import { deviceOptions } from '../../devices/device-queries.ts'
import { deviceCodeOptions } from '../../device-code/device-code-queries.ts'
import { isLive } from '../../requests/request-words.ts'

/** The newest link of a device that is still good; null when there is none. */
const liveRequestOptions = (device: string) =>
  queryOptions({
    queryKey: ['request', 'live', device],
    queryFn: async ({ signal }) => {
      const query = { device, limit: 50 }
      const { items } = await call(page(EnrollmentRequest), '/enrollment-requests', { query, signal })
      return items.find((request) => isLive(request) && request.status !== 'expired')?.id ?? null
    },
  })

/**
 * What is printed for a device: the code of its bulk enrollment, the one for devices on no list, its enrollment link, or nothing since
 * there is none.
 */
export type KitPage = { device: Device; bulkId: string | null; hasCode: boolean; requestId: string | null }

/** What there is for each of the devices, and whether all of it has been read. */
export function useKit(ids: string[]): { pages: KitPage[]; loading: boolean; error: Error | null } {
  const devices = useQueries({ queries: ids.map(deviceOptions) })
  const found = devices.flatMap(({ data }) => (data ? [data] : []))
  const android = found.filter(({ platform }) => platform === 'android')
  const others = found.filter(({ platform }) => platform !== 'android')
  const states = useQueries({ queries: android.map(({ id }) => androidOptions(id)) })
  const codes = useQueries({ queries: android.map(({ id }) => deviceCodeOptions(id)) })
  const requests = useQueries({ queries: others.map(({ id }) => liveRequestOptions(id)) })
  const all = [...devices, ...states, ...codes, ...requests]
  const pages = found.map((device): KitPage => {
    const state = states[android.indexOf(device)]?.data
    const requestId = requests[others.indexOf(device)]?.data ?? null
    const code = codes[android.indexOf(device)]?.data
    const hasCode = code !== undefined && code.fault === null
    return { device, bulkId: state?.bulkEnrollment?.id ?? null, hasCode, requestId }
  })
  return {
    pages,
    loading: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error ?? null,
  }
}
