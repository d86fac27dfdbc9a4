import { useQuery } from '@tanstack/react-query'
import { waysOptions } from '../google/google-queries.ts'
import { useCan } from '../session/use-session.ts'
import { allowedNavigation } from './navigation.ts'

/** What the role allows, and of Google's ways in those that are set up. */
export function useNavigation() {
  const can = useCan()
  const { data: ways } = useQuery({ ...waysOptions, enabled: can('bulk-enrollment:read') })
  return allowedNavigation(can, ways)
}
