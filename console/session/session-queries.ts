import { queryOptions } from '@tanstack/react-query'
import { FirstRun, FirstRunState, Session, SignIn } from '../../src/contract/admin.ts'
import type { z } from 'zod'
import { call, callForNothing } from '../api/call.ts'

export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call(Session, '/session', { signal }),
  staleTime: 5 * 60_000,
})

export const firstRunOptions = queryOptions({
  queryKey: ['first-run'],
  queryFn: ({ signal }) => call(FirstRunState, '/first-run', { signal }),
  staleTime: 0,
})

export const signIn = (credentials: z.infer<typeof SignIn>): Promise<Session> =>
  call(Session, '/session', { method: 'POST', json: SignIn.parse(credentials) })

export const createFirstAdmin = (firstRun: z.input<typeof FirstRun>): Promise<Session> =>
  call(Session, '/first-run', { method: 'POST', json: FirstRun.parse(firstRun) })

export const signOut = (): Promise<void> => callForNothing('/session', { method: 'DELETE' })
