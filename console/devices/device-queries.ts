import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { Arrival } from '../../src/contract/arrival.ts'
import { NamedThing, page } from '../../src/contract/common.ts'
import { Device, type DevicePatch, type NewDevice, TimelineEntry } from '../../src/contract/device.ts'
import { User } from '../../src/contract/user.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const deviceListOptions = (filters: QueryValues) => listOptions('device', '/devices', Device, filters)

export const deviceOptions = (id: string) =>
  queryOptions({
    queryKey: ['device', 'one', id],
    queryFn: ({ signal }) => call(Device, `/devices/${encodeURIComponent(id)}`, { signal }),
    // The object that was read knows its entity tag; a merged copy would not.
    structuralSharing: false,
  })

export const deviceCountOptions = (filters: QueryValues) =>
  queryOptions({
    queryKey: ['device', 'count', filters],
    queryFn: async ({ signal }) =>
      (await call(page(Device), '/devices', { query: { ...filters, limit: 1 }, signal })).total,
  })

export const timelineOptions = (id: string) =>
  listOptions('timeline', `/devices/${id}/timeline`, TimelineEntry, {})

export const deviceArrivalsOptions = (device: string) =>
  queryOptions({
    queryKey: ['arrival', 'of-device', device],
    queryFn: ({ signal }) => call(page(Arrival), '/arrivals', { query: { device, limit: 50 }, signal }),
  })

/** The names that a field of a form can choose from. */
export const namesOptions = (path: 'tags' | 'groups' | 'templates' | 'organizations') =>
  queryOptions({
    queryKey: [path, 'names'],
    queryFn: async ({ signal }) => {
      const { items } = await call(page(NamedThing), `/${path}`, { query: { limit: 500 }, signal })
      return items.map(({ name }) => name)
    },
  })

export const userNamesOptions = (q: string) =>
  queryOptions({
    queryKey: ['user', 'names', q],
    queryFn: async ({ signal }) => {
      const { items } = await call(page(User), '/users', { query: { q, limit: 20 }, signal })
      return items.map(({ userName }) => userName)
    },
  })

export const createDevice = (device: NewDevice): Promise<Device> =>
  call(Device, '/devices', { method: 'POST', json: device })

export const changeDevice = (device: Device, patch: DevicePatch): Promise<Device> =>
  call(Device, `/devices/${device.id}`, { method: 'PATCH', json: patch, ifUnchanged: device })

export const withdrawDevice = (id: string): Promise<Device> =>
  call(Device, `/devices/${id}/withdraw`, { method: 'POST' })

export const deleteDevice = (id: string): Promise<void> =>
  callForNothing(`/devices/${id}`, { method: 'DELETE' })

/** After a change: the device's page at once, the lists when they are next looked at. */
export function storeDevice(client: QueryClient, device: Device): void {
  client.setQueryData(deviceOptions(device.id).queryKey, device)
  void client.invalidateQueries({ queryKey: ['device'] })
  void client.invalidateQueries({ queryKey: ['timeline'] })
}
