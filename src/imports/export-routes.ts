import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { RawBuilder } from 'kysely'
import { DeviceExportQuery, UserExportQuery } from '../contract/export.ts'
import { filtersOf, type ReadinessMeans } from '../devices/device-list.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { actorOf, requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { exportCsv } from './export-csv.ts'
import { countDevices, deviceBatches, deviceColumns } from './export-devices.ts'
import { countUsers, userBatches, userColumns } from './export-users.ts'

const tags = ['exports']
const produces = ['text/csv']

export function exportRoutes(server: FastifyInstance, platform: Platform, { isReady }: ReadinessMeans): void {
  const routes = server.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/exports/devices.csv',
    {
      config: { access: 'device:read' },
      schema: {
        summary: 'The devices as a CSV file that imports as "unchanged"',
        description:
          'One row per device in the format `bizmobile`, by the filters of the device list; withdrawn devices only when `status` asks for them. The columns of the user need `user:read`, `codes=true` needs `device.code:read`.',
        tags,
        querystring: DeviceExportQuery,
        produces,
      },
    },
    async (request, reply) => {
      const csv = await exportDevices(platform, actorOf(request), request.query, await isReady())
      return send(reply, fileName(platform, 'devices'), csv)
    },
  )
  routes.get(
    '/api/v1/exports/users.csv',
    {
      config: { access: 'user:read' },
      schema: {
        summary: 'The users as a CSV file that imports as "unchanged"',
        description: 'In the format `bizmobile`, by the filters of the user list.',
        tags,
        querystring: UserExportQuery,
        produces,
      },
    },
    async (request, reply) => {
      const csv = await exportUsers(platform, actorOf(request), request.query)
      return send(reply, fileName(platform, 'users'), csv)
    },
  )
}

const fileName = ({ clock }: Platform, what: 'devices' | 'users') =>
  `${what}-${clock().toISOString().slice(0, 10)}.csv`

const send = (reply: FastifyReply, name: string, csv: AsyncGenerator<string>) =>
  reply
    .headers({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
    })
    .send(Readable.from(csv, { objectMode: false }))

async function exportDevices(
  platform: Platform,
  actor: Actor,
  query: DeviceExportQuery,
  isReady: RawBuilder<boolean>,
) {
  const { db, secrets, clock } = platform
  const { users: wish, codes, plain, ...filters } = query
  const withCodes = codes === 'true'
  if (withCodes) requirePermission(actor, 'device.code:read')
  if (wish === 'with') requirePermission(actor, 'user:read')
  const all = { filters: filtersOf(filters, isReady), now: clock(), onlyWithUser: wish === 'with' }
  const { devices, free } = await countDevices(db, all)
  const users = wish === 'with' || (wish === 'auto' && free === 0 && actor.permissions.has('user:read'))
  await note(platform, actor, 'devices', { devices, filters, withCodes })
  return exportCsv({
    columns: deviceColumns({ users, secrets: withCodes ? secrets : undefined }),
    // A device that loses its user meanwhile would have no place in a file with users.
    batches: deviceBatches(db, { ...all, onlyWithUser: users }),
    plain: plain === 'true',
  })
}

async function exportUsers(platform: Platform, actor: Actor, { plain, ...filters }: UserExportQuery) {
  const { db } = platform
  await note(platform, actor, 'users', { users: await countUsers(db, filters), filters })
  return exportCsv({ columns: userColumns, batches: userBatches(db, filters), plain: plain === 'true' })
}

/** Written before the first byte goes out: who breaks the download off has seen something all the same. */
function note(platform: Platform, actor: Actor, what: 'devices' | 'users', after: object): Promise<void> {
  const action = what === 'devices' ? 'device.exported' : 'user.exported'
  const target = { kind: 'export', id: uuidv7(), name: fileName(platform, what) }
  return platform.db.transaction().execute((trx) => recordAudit(trx, actor, { action, target, after }))
}
