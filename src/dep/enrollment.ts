import type { DevicePatch } from '../contract/device.ts'
import { Problem } from '../platform/problem.ts'

type Wish = { username?: string | null | undefined; loginRequired: boolean; agentInstallRequired: boolean }

/** WSO2's dialog: a user named now, or a login when the device is set up; exactly one of the two (W18..W22). */
export function enrollmentPatch(wish: Wish, tenantDomain: string): DevicePatch {
  const { username = null, loginRequired, agentInstallRequired } = wish
  if (username && loginRequired) throw new Problem('dep-enrollment.both')
  if (!username && !loginRequired) throw new Problem('dep-enrollment.neither')
  if (username) refuseQualified(username, tenantDomain)
  return {
    userName: username || null,
    authentication: loginRequired ? 'login' : 'none',
    agentInstallRequired,
  }
}

/** W18: the plain name, not the one with the tenant's domain behind it. */
function refuseQualified(username: string, tenantDomain: string): void {
  const at = username.lastIndexOf('@')
  const domain = username.slice(at + 1)
  if (at < 0 || !tenantDomain || domain.toLowerCase() !== tenantDomain.toLowerCase()) return
  const suggestion = username.slice(0, at)
  const detail = suggestion
    ? `Give the user name without “@${domain}”: ${suggestion}`
    : 'Give a user name, not only a domain'
  throw new Problem('dep-enrollment.qualified-name', { detail, suggestion })
}
