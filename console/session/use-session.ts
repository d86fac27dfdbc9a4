import { useSuspenseQuery } from '@tanstack/react-query'
import type { Permission } from '../../src/contract/permissions.ts'
import { sessionOptions } from './session-queries.ts'

/** Who is signed in; inside the shell there always is somebody. */
export const useSession = () => useSuspenseQuery(sessionOptions).data

/** What the console shows follows what the role allows; the server checks again. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}
