import type { NamedKind } from '../platform/named-things/named-thing-store.ts'

export const organizations: NamedKind = {
  name: 'organization',
  path: 'organizations',
  table: 'organization',
  uses: { table: 'user_organization', column: 'organization_id' },
  read: 'user:read',
  write: 'user:write',
}
