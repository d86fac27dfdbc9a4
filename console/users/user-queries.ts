import { queryOptions } from '@tanstack/react-query'
import { GeneratedPassword } from '../../src/contract/sign-on.ts'
import { type NewUser, User, type UserPatch } from '../../src/contract/user.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const userListOptions = (filters: QueryValues) => listOptions('user', '/users', User, filters)

export const userOptions = (id: string) =>
  queryOptions({
    queryKey: ['user', 'one', id],
    queryFn: ({ signal }) => call(User, `/users/${encodeURIComponent(id)}`, { signal }),
    // The object that was read knows its entity tag; a merged copy would not.
    structuralSharing: false,
  })

export const createUser = (user: NewUser): Promise<User> =>
  call(User, '/users', { method: 'POST', json: user })

export const changeUser = (user: User, patch: UserPatch): Promise<User> =>
  call(User, `/users/${user.id}`, { method: 'PATCH', json: patch, ifUnchanged: user })

export const deleteUser = (id: string): Promise<void> => callForNothing(`/users/${id}`, { method: 'DELETE' })

/** null takes it away. */
export const setUserPassword = (id: string, password: string | null): Promise<User> =>
  call(User, `/users/${id}/password`, { method: 'PUT', json: { password } })

export const generateUserPassword = (id: string): Promise<GeneratedPassword> =>
  call(GeneratedPassword, `/users/${id}/generated-password`, { method: 'POST' })
