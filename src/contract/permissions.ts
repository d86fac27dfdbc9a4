import { z } from 'zod'

/**
 * What a role may allow. `dep.token:read` is the right to all DEP operations (C5); changing accounts and tokens
 * needs `dep.token:write` too. `device.code:read` shows check-in codes, which are secrets, and
 * `device.escrow:read` the tokens that devices leave with their server.
 * `device.command:write` lets devices do what is undone again; only `device.erase:write` lets them be erased.
 */
export const permissions = [
  'admin:read',
  'admin:write',
  'api-token:read',
  'api-token:write',
  'audit:read',
  'settings:read',
  'settings:write',
  'job:read',
  'job:write',
  'user:read',
  'user:write',
  'device:read',
  'device:write',
  'device.code:read',
  'device.escrow:read',
  'device.command:write',
  'device.erase:write',
  'policy:read',
  'policy:write',
  'import:read',
  'import:write',
  'arrival:read',
  'dep.token:read',
  'dep.token:write',
  'bulk-enrollment:read',
  'bulk-enrollment:write',
] as const

export const Permission = z.enum(permissions)
export type Permission = z.infer<typeof Permission>

/** What a route declares: a permission, any signed-in admin, or everybody. */
export type Access = Permission | 'signed-in' | 'public'

const readAll = permissions.filter(
  (p) =>
    p.endsWith(':read') && p !== 'dep.token:read' && p !== 'device.code:read' && p !== 'device.escrow:read',
)

/** C6: by default only an administrator may read server tokens. */
export const builtInRoles: Record<string, Permission[]> = {
  Administrator: [...permissions],
  'Enrollment manager': [
    'settings:read',
    'job:read',
    'user:read',
    'user:write',
    'device:read',
    'device:write',
    'device.code:read',
    'device.command:write',
    'device.erase:write',
    'policy:read',
    'policy:write',
    'import:read',
    'import:write',
    'arrival:read',
    'bulk-enrollment:read',
    'bulk-enrollment:write',
  ],
  'Help desk': [
    'user:read',
    'device:read',
    'device.code:read',
    'device.command:write',
    'policy:read',
    'arrival:read',
    'bulk-enrollment:read',
  ],
  Auditor: readAll,
}
