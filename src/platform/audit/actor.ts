import type { Permission } from '../../contract/permissions.ts'

/** Who does something: shown in the audit log and in timelines. */
export type Actor = {
  kind: 'admin' | 'api-token' | 'system' | 'device'
  id: string
  name: string
  permissions: ReadonlySet<Permission>
  address: string | null
}

export const systemActor: Actor = {
  kind: 'system',
  id: 'system',
  name: 'Muster',
  permissions: new Set(),
  address: null,
}

export const deviceActor = (name: string, address: string | null): Actor => ({
  kind: 'device',
  id: name,
  name,
  permissions: new Set(),
  address,
})
