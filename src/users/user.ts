import type { User, UserPatch } from '../contract/user.ts'

/** What an admin decides about a user; the user name never changes. */
export type UserState = Pick<User, 'name' | 'email' | 'mobile' | 'description' | 'organizations'>

/** The user after a PATCH: null (or nothing but blanks) clears, an absent field stays. */
export function changedUser(current: UserState, patch: UserPatch): UserState {
  const { name, email, mobile, description, organizations } = patch
  return {
    name: name === undefined ? current.name : name || null,
    email: email === undefined ? current.email : email || null,
    mobile: mobile === undefined ? current.mobile : mobile || null,
    description: description === undefined ? current.description : description || null,
    organizations: organizations ? [...new Set(organizations)].sort() : current.organizations,
  }
}

type Sides = { before: Partial<UserState>; after: Partial<UserState> }

/** The fields that differ, as they were and as they are. */
export function userChanges(before: UserState, after: UserState): Sides & { fields: string[] } {
  const fields = (['name', 'email', 'mobile', 'description', 'organizations'] as const).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  )
  const only = (user: UserState) => Object.fromEntries(fields.map((field) => [field, user[field]]))
  return { before: only(before), after: only(after), fields }
}
