import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import { Status } from '../ui/status.tsx'
import { Time, useNow } from '../ui/time.tsx'

const soonMs = 3 * 24 * 3600 * 1000

/** How the token stands, as icon and word. */
export function TokenState({ bulk }: { bulk: BulkEnrollment }) {
  const now = useNow()
  const { tokenState, tokenExpiresAt } = bulk
  const ends = tokenExpiresAt ? Date.parse(tokenExpiresAt) : Infinity
  if (tokenState === 'none') return <Status kind="token" state="none" />
  if (tokenState === 'expired' || ends <= now) return <Status kind="token" state="expired" />
  return <Status kind="token" state={ends - now < soonMs ? 'soon' : 'valid'} />
}

export const TokenExpiry = ({ bulk: { tokenExpiresAt } }: { bulk: BulkEnrollment }) =>
  tokenExpiresAt && <Time at={tokenExpiresAt} />
