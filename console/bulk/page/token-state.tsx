import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { Status } from '../../ui/status.tsx'
import { Time, useNow } from '../../ui/time.tsx'

const soonMs = 3 * 24 * 3600 * 1000

function useTokenState({ tokenState, tokenExpiresAt }: BulkEnrollment) {
  const now = useNow()
  const ends = tokenExpiresAt ? Date.parse(tokenExpiresAt) : Infinity
  if (tokenState === 'none') return 'none'
  if (tokenState === 'expired' || ends <= now) return 'expired'
  return ends - now < soonMs ? 'soon' : 'valid'
}

/** How the token stands, as icon and word. */
export const TokenState = ({ bulk }: { bulk: BulkEnrollment }) => (
  <Status kind="token" state={useTokenState(bulk)} />
)

/** When it ends; where that matters now, as a state. */
export function TokenExpiry({ bulk }: { bulk: BulkEnrollment }) {
  const state = useTokenState(bulk)
  if (state !== 'valid' || !bulk.tokenExpiresAt) return <Status kind="token" state={state} />
  return <Time at={bulk.tokenExpiresAt} />
}
