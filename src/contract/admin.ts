import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'
import { Permission } from './permissions.ts'

export const Username = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\s]+$/, 'must not contain blanks')
/** Long is what counts (NIST SP 800-63B, 5.1.1.2); there is no composition rule. */
export const Password = z.string().min(12, 'must have at least 12 characters').max(200)

export const SignIn = z.strictObject({
  username: z.string().max(100),
  password: z.string().max(200),
  otp: z.string().max(20).optional(),
})

export const Session = z.object({
  adminId: Id,
  username: z.string(),
  displayName: z.string(),
  role: z.string(),
  permissions: z.array(Permission),
  expiresAt: Timestamp,
})
export type Session = z.infer<typeof Session>

export const FirstRunState = z.object({ open: z.boolean() })
export const FirstRun = z.strictObject({
  token: z.string().max(200),
  username: Username,
  displayName: z.string().trim().max(120).optional(),
  password: Password,
})

export const Admin = z.object({
  id: Id,
  username: z.string(),
  displayName: z.string(),
  role: z.string(),
  disabled: z.boolean(),
  createdAt: Timestamp,
  lastSignInAt: Timestamp.nullable(),
})
export type Admin = z.infer<typeof Admin>
export const NewAdmin = z.strictObject({
  username: Username,
  displayName: z.string().trim().max(120).optional(),
  role: z.string(),
  password: Password,
})
export const AdminPatch = z.strictObject({
  displayName: z.string().trim().max(120).optional(),
  role: z.string().optional(),
  password: Password.optional(),
  disabled: z.boolean().optional(),
})

export const Role = z.object({
  id: Id,
  name: z.string(),
  permissions: z.array(Permission),
  builtIn: z.boolean(),
})
export type Role = z.infer<typeof Role>
export const NewRole = z.strictObject({
  name: z.string().trim().min(1).max(60),
  permissions: z.array(Permission),
})
export const RolePatch = NewRole.partial()

export const ApiToken = z.object({
  id: Id,
  name: z.string(),
  role: z.string(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
})
export type ApiToken = z.infer<typeof ApiToken>
export const NewApiToken = z.strictObject({
  name: z.string().trim().min(1).max(120),
  role: z.string(),
  expiresAt: Timestamp.nullish(),
})
/** The secret is in this one answer and nowhere afterwards. */
export const CreatedApiToken = ApiToken.extend({ token: z.string() })

export const AuditEvent = z.object({
  seq: z.int(),
  at: Timestamp,
  actor: z.string(),
  actorKind: z.enum(['admin', 'api-token', 'system', 'device']),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  address: z.string().nullable(),
})
export type AuditEvent = z.infer<typeof AuditEvent>
export const AuditQuery = ListQuery.extend({
  actor: z.string().optional(),
  action: z.string().optional(),
  target: z.string().optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
})
