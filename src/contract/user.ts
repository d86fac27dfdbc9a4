import { z } from 'zod'
import { Id, ListQuery, longText, Name, Timestamp } from './common.ts'

export const UserName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')

/** As people write it; not read by anything yet, so no country is assumed. */
export const Phone = z
  .string()
  .trim()
  .max(30)
  .regex(/^(?=\D*\d)[\d ()+/.-]*$/, 'must be digits, blanks and + ( ) / . -')

export const User = z.object({
  id: Id,
  userName: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  description: z.string().nullable(),
  organizations: z.array(z.string()),
  deviceCount: z.int(),
  /** Whether an admin gave them a password to sign on with; a directory may know another one. */
  hasPassword: z.boolean(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type User = z.infer<typeof User>

export const NewUser = z.strictObject({
  userName: UserName,
  name: longText(200).nullish(),
  email: z.email().max(254).nullish(),
  mobile: Phone.nullish(),
  description: longText(1000).nullish(),
  organizations: z.array(Name).max(50).optional(),
})
export type NewUser = z.infer<typeof NewUser>
export const UserPatch = NewUser.omit({ userName: true }).partial()
export type UserPatch = z.infer<typeof UserPatch>

export const userSorts = ['userName', '-userName', 'createdAt', '-createdAt'] as const

/** `q` searches user name, name and e-mail address. */
export const UserQuery = ListQuery.extend({
  sort: z.enum(userSorts).default('userName'),
  organization: z.string().optional(),
})
export type UserQuery = z.infer<typeof UserQuery>
