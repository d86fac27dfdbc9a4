import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import { isProblem } from '../api/api-error.ts'
import { firstRunOptions, sessionOptions } from '../session/session-queries.ts'

/** Who is not signed in goes to the sign-in page, or to the first-run page of a new server. */
export async function requireSession(client: QueryClient, href: string): Promise<void> {
  try {
    await client.ensureQueryData(sessionOptions)
  } catch (error) {
    if (!isProblem(error, 'session.required')) throw error
    const { open } = await client.fetchQuery(firstRunOptions)
    throw open ? redirect({ to: '/first-run' }) : redirect({ to: '/sign-in', search: { next: href } })
  }
}

export async function requireFirstRun(client: QueryClient): Promise<void> {
  const { open } = await client.fetchQuery(firstRunOptions)
  if (!open) throw redirect({ to: '/sign-in' })
}
