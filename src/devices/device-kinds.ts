import type { NamedKind } from '../platform/named-things/named-thing-store.ts'

/** What devices are sorted and equipped by. */
export const tags: NamedKind = {
  name: 'tag',
  path: 'tags',
  table: 'tag',
  uses: { table: 'device_tag', column: 'tag_id' },
  read: 'device:read',
  write: 'device:write',
}
export const templates: NamedKind = {
  name: 'template',
  path: 'templates',
  table: 'template',
  uses: { table: 'device', column: 'template_id' },
  read: 'device:read',
  write: 'device:write',
}
export const groups: NamedKind = {
  name: 'group',
  path: 'groups',
  table: 'device_group',
  uses: { table: 'device_group_member', column: 'group_id' },
  read: 'device:read',
  write: 'device:write',
}
