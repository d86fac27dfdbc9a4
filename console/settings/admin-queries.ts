import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  Admin,
  type AdminPatch,
  ApiToken,
  CreatedApiToken,
  type NewAdmin,
  type NewApiToken,
  type NewRole,
  Role,
  type RolePatch,
} from '../../src/contract/admin.ts'
import { page } from '../../src/contract/common.ts'
import { call, callForNothing } from '../api/call.ts'

const all = { limit: 500 }

export const adminsOptions = queryOptions({
  queryKey: ['admin'],
  queryFn: async ({ signal }) => (await call(page(Admin), '/admins', { query: all, signal })).items,
})
export const rolesOptions = queryOptions({
  queryKey: ['role'],
  queryFn: async ({ signal }) => (await call(page(Role), '/roles', { query: all, signal })).items,
})
export const apiTokensOptions = queryOptions({
  queryKey: ['api-token'],
  queryFn: async ({ signal }) => (await call(page(ApiToken), '/api-tokens', { query: all, signal })).items,
})

export const createAdmin = (json: z.input<typeof NewAdmin>): Promise<Admin> =>
  call(Admin, '/admins', { method: 'POST', json })
export const changeAdmin = (id: string, json: z.input<typeof AdminPatch>): Promise<Admin> =>
  call(Admin, `/admins/${id}`, { method: 'PATCH', json })
export const deleteAdmin = (id: string): Promise<void> =>
  callForNothing(`/admins/${id}`, { method: 'DELETE' })

export const createRole = (json: z.input<typeof NewRole>): Promise<Role> =>
  call(Role, '/roles', { method: 'POST', json })
export const changeRole = (id: string, json: z.input<typeof RolePatch>): Promise<Role> =>
  call(Role, `/roles/${id}`, { method: 'PATCH', json })
export const deleteRole = (id: string): Promise<void> => callForNothing(`/roles/${id}`, { method: 'DELETE' })

export const createApiToken = (
  json: z.input<typeof NewApiToken>,
): Promise<z.output<typeof CreatedApiToken>> => call(CreatedApiToken, '/api-tokens', { method: 'POST', json })
export const deleteApiToken = (id: string): Promise<void> =>
  callForNothing(`/api-tokens/${id}`, { method: 'DELETE' })
