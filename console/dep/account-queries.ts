import { queryOptions } from '@tanstack/react-query'
import { TimelineEntry } from '../../src/contract/device.ts'
import { page } from '../../src/contract/common.ts'
import { DepAccount, DepDevice } from '../../src/contract/dep.ts'
import {
  DepActivationLock,
  DepActivationLockCode,
  DepBetaTokens,
  DepDisownResults,
  DepEnabled,
  DepRefreshResults,
} from '../../src/contract/dep-account.ts'
import { call } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** B2: whether devices are offered their DEP section. */
export const depEnabledOptions = queryOptions({
  queryKey: ['dep-account', 'enabled'],
  queryFn: ({ signal }) => call(DepEnabled, '/dep/enabled', { signal }),
  staleTime: 60_000,
})

export const renewKeyPair = (id: string): Promise<DepAccount> =>
  call(DepAccount, `/dep/accounts/${id}/certificate/renew`, { method: 'POST' })

export type TokenFile = { id: string; file: Blob; confirmOtherServer?: boolean }

/** Apple's file as it is, or the JSON of a token that is already decrypted. */
export const putToken = ({ id, file, confirmOtherServer }: TokenFile): Promise<DepAccount> =>
  call(DepAccount, `/dep/accounts/${id}/token`, {
    method: 'PUT',
    body: file,
    contentType: 'application/octet-stream',
    ...(confirmOtherServer ? { query: { confirmOtherServer: 'true' } } : {}),
  })

/** Asked by hand: it is a question to Apple. */
export const betaTokensOptions = (id: string) =>
  queryOptions({
    queryKey: ['beta-tokens', id],
    queryFn: ({ signal }) => call(DepBetaTokens, `/dep/accounts/${id}/beta-tokens`, { signal }),
    enabled: false,
    staleTime: Infinity,
  })

export const depDeviceOptions = (device: DepDevice) =>
  queryOptions({
    queryKey: ['dep-device', 'one', device.serial],
    queryFn: ({ signal }) => call(DepDevice, `/dep/devices/${device.serial}`, { signal }),
    initialData: device,
  })

export const refreshDepDevice = (serial: string): Promise<DepDevice> =>
  call(DepDevice, `/dep/devices/${serial}/refresh`, { method: 'POST' })

export const refreshDepDevices = (serials: readonly string[]): Promise<DepRefreshResults> =>
  call(DepRefreshResults, '/dep/devices/refresh', { method: 'POST', json: { serials } })

export const disownDepDevices = (serials: readonly string[]): Promise<DepDisownResults> =>
  call(DepDisownResults, '/dep/devices/disown', {
    method: 'POST',
    json: { serials, confirm: String(serials.length) },
  })

export const depLocksOptions = (serial: string) =>
  queryOptions({
    queryKey: ['dep-device', 'locks', serial],
    queryFn: async ({ signal }) =>
      (await call(page(DepActivationLock), `/dep/devices/${serial}/activation-lock`, { signal })).items,
  })

export type LockWish = { serial: string; lostMessage: string | null; escrow: boolean }

export const lockDepDevice = ({ serial, ...wish }: LockWish): Promise<DepActivationLockCode> =>
  call(DepActivationLockCode, `/dep/devices/${serial}/activation-lock`, { method: 'POST', json: wish })

export const readBypassCode = (serial: string): Promise<DepActivationLockCode> =>
  call(DepActivationLockCode, `/dep/devices/${serial}/activation-lock/bypass-code`, { method: 'POST' })

export const accountTimelineOptions = (id: string) =>
  listOptions('dep-account', `/dep/accounts/${id}/timeline`, TimelineEntry, {})

export const depDeviceTimelineOptions = (serial: string) =>
  listOptions('dep-device', `/dep/devices/${serial}/timeline`, TimelineEntry, {})
