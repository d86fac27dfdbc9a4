import { queryOptions } from '@tanstack/react-query'
import { type NewUser, User, type UserPatch } from '../../src/contract/user.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const userListOptions = (filters: QueryValues) => listOptions('user', '/users', User, filters)

export const userOptions = (id: string) =>
  queryOptions({
    queryKey: ['user', 'one', id],
    queryFn: ({ signal }) => call(User, `/users/${encodeURIComponent(id)}`, { signal }),
  })

export const createUser = (user: NewUser): Promise<User> =>
  call(User, '/users', { method: 'POST', json: user })

export const changeUser = (id: string, patch: UserPatch): Promise<User> =>
  call(User, `/users/${id}`, { method: 'PATCH', json: patch })

export const deleteUser = (id: string): Promise<void> => callForNothing(`/users/${id}`, { method: 'DELETE' })
