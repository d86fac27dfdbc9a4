import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { page } from '../../src/contract/common.ts'
import {
  DepAccount,
  type DepAccountPatch,
  DepDevice,
  DepProfile,
  DepSync,
  type NewDepProfile,
  SkipSetupItem,
} from '../../src/contract/dep.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const depAccountsOptions = queryOptions({
  queryKey: ['dep-account', 'all'],
  queryFn: async ({ signal }) =>
    (await call(page(DepAccount), '/dep/accounts', { query: { limit: 500 }, signal })).items,
})

export const depAccountOptions = (id: string) =>
  queryOptions({
    queryKey: ['dep-account', 'one', id],
    queryFn: ({ signal }) => call(DepAccount, `/dep/accounts/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.lastSync?.state === 'running' ? 2000 : false),
  })

export const depSyncsOptions = (id: string) =>
  queryOptions({
    queryKey: ['dep-account', 'syncs', id],
    queryFn: async ({ signal }) =>
      (await call(page(DepSync), `/dep/accounts/${id}/syncs`, { query: { limit: 10 }, signal })).items,
  })

export const createDepAccount = (name: string): Promise<DepAccount> =>
  call(DepAccount, '/dep/accounts', { method: 'POST', json: { name } })

export const changeDepAccount = (id: string, patch: z.input<typeof DepAccountPatch>): Promise<DepAccount> =>
  call(DepAccount, `/dep/accounts/${id}`, { method: 'PATCH', json: patch })

export const deleteDepAccount = (id: string): Promise<void> =>
  callForNothing(`/dep/accounts/${id}`, { method: 'DELETE' })

export type EncryptedToken = { name: string; token: File; certificate: File; privateKey: File }

export function importEncryptedToken(parts: EncryptedToken): Promise<DepAccount> {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) form.set(name, value)
  return call(DepAccount, '/dep/accounts/import-encrypted', { method: 'POST', body: form })
}

export const startSync = ({ id, mode }: { id: string; mode: DepSync['mode'] }): Promise<DepSync> =>
  call(DepSync, `/dep/accounts/${id}/sync`, { method: 'POST', json: { mode } })

export const depDeviceListOptions = (filters: QueryValues) =>
  listOptions('dep-device', '/dep/devices', DepDevice, filters)

export const depProfilesOptions = queryOptions({
  queryKey: ['dep-profile', 'all'],
  queryFn: async ({ signal }) =>
    (await call(page(DepProfile), '/dep/profiles', { query: { limit: 500 }, signal })).items,
})

export const depProfileOptions = (id: string) =>
  queryOptions({
    queryKey: ['dep-profile', 'one', id],
    queryFn: ({ signal }) => call(DepProfile, `/dep/profiles/${id}`, { signal }),
  })

export const createDepProfile = (profile: z.input<typeof NewDepProfile>): Promise<DepProfile> =>
  call(DepProfile, '/dep/profiles', { method: 'POST', json: profile })

export const deleteDepProfile = (id: string): Promise<void> =>
  callForNothing(`/dep/profiles/${id}`, { method: 'DELETE' })

export const skipSetupItemsOptions = queryOptions({
  queryKey: ['skip-setup-items'],
  queryFn: async ({ signal }) =>
    (await call(z.object({ items: z.array(SkipSetupItem) }), '/dep/skip-setup-items', { signal })).items,
  staleTime: Infinity,
})
