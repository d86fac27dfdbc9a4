import { createHash } from 'node:crypto'

import type { MdmServer } from './organization.ts'
import type { Limits } from './rules.ts'

export const adminEmail = 'device.admin@example.com'

const paged = ['/server/devices', '/devices/sync']

const addresses: Record<string, string[]> = {
  '/session': ['GET'],
  '/account': ['GET'],
  '/server/devices': ['POST'],
  '/devices/sync': ['POST'],
  '/devices': ['POST'],
  '/devices/disown': ['POST'],
  '/device/activationlock': ['POST'],
  '/profile': ['POST', 'GET'],
  '/profile/devices': ['DELETE', 'POST', 'PUT'],
  '/account-driven-enrollment/profile': ['DELETE', 'POST', 'GET'],
}

/** The answer of `GET /account`; what the organization is called is the same in every run. */
export function accountRecord(server: MdmServer, version: number, limits: Limits): Record<string, unknown> {
  return {
    server_name: server.name,
    server_uuid: server.uuid,
    admin_id: adminEmail,
    facilitator_id: adminEmail,
    org_name: 'Example School District',
    org_email: 'it@example.com',
    org_phone: '+1 555 0100',
    org_address: '1 Example Way, Springfield',
    ...(version >= 3 ? newerFields(limits) : {}),
  }
}

const newerFields = (limits: Limits) => ({
  org_id: '1740162',
  org_id_hash: createHash('sha256').update('1740162').digest('hex'),
  org_type: 'org',
  org_version: 'v2',
  urls: Object.entries(addresses).map(([uri, methods]) => ({
    uri,
    http_method: methods,
    ...(paged.includes(uri) ? { limit: { default: limits.default, maximum: limits.maximum } } : {}),
  })),
})
