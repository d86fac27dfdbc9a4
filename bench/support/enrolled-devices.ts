import { createPrivateKey, createPublicKey } from 'node:crypto'
import { sql } from 'kysely'
import { authoritiesOf } from '../../src/apple/authority.ts'
import { issueIdentity } from '../../src/apple/identity-certificate.ts'
import type { App } from '../../src/app.ts'
import { uuidv7 } from '../../src/platform/uuid.ts'
import { makeKeys } from '../../src/simulator/load/key-pool.ts'
import type { EnrolledDevice } from '../../src/simulator/load/load-order.ts'

/** So many devices of a step, the first of which are real: their certificates are issued by the server's own authority. */
type Step = { first: number; count: number; real: number }

const stepSize = 1000
const keyCount = 16

/** Makes rows of enrolled devices; those with a certificate that can be used lie evenly among them. */
export async function enrolledDevices(app: App) {
  const keys = await makeKeys(keyCount)
  let made = 0
  const real: EnrolledDevice[] = []
  return {
    /** Until there are so many, so many of them real. */
    async grow(total: number, realTotal: number): Promise<readonly EnrolledDevice[]> {
      const steps = Math.ceil((total - made) / stepSize)
      const realEach = Math.ceil((realTotal - real.length) / steps)
      while (made < total) {
        const count = Math.min(stepSize, total - made)
        const step = { first: made, count, real: Math.min(realEach, realTotal - real.length) }
        real.push(...(await insertStep(app, keys, step)))
        made += count
      }
      await sql`vacuum analyze device, certificate, enrollment`.execute(app.platform.db)
      return real
    },
  }
}

async function insertStep(
  { platform }: App,
  keys: readonly string[],
  { first, count, real }: Step,
): Promise<EnrolledDevice[]> {
  const { device: issuer } = await authoritiesOf(platform)()
  const now = new Date()
  const enrolled: EnrolledDevice[] = []
  const rows = Array.from({ length: count }, (_, offset) => {
    const [n, id] = [first + offset, uuidv7()]
    const binding = { serial: `GROWN${n}`, udid: `00008130-${String(n).padStart(16, '0')}` }
    const row = { id, certificate_id: uuidv7(), enrollment_id: uuidv7(), ...binding }
    if (offset >= real) return { ...row, der: null }
    const key = createPrivateKey(keys[n % keys.length]!)
    const { der } = issueIdentity(issuer, { publicKey: createPublicKey(key), deviceId: id, binding, now })
    enrolled.push({ udid: binding.udid, certificate: der, key: key.export({ type: 'pkcs8', format: 'der' }) })
    return { ...row, der: der.toString('hex') }
  })
  await insertRows(platform.db, JSON.stringify(rows))
  return enrolled
}

/** The certificates of the others are random bytes of a usual size. */
async function insertRows(db: App['platform']['db'], rows: string): Promise<void> {
  const given = sql`jsonb_to_recordset(${rows}::jsonb)
    as r(id uuid, certificate_id uuid, enrollment_id uuid, serial text, udid text, der text)`
  await sql`
    insert into device (id, identifier, platform, status, serial, udid, dep_method, source, enrolled_at, last_seen_at)
    select r.id, r.serial, 'ios', 'enrolled', r.serial, r.udid, 'Serial', 'manual', now(), now() from ${given}`.execute(
    db,
  )
  await sql`
    insert into certificate (id, device_id, serial, udid, sha256, der, not_before, not_after)
    select r.certificate_id, r.id, r.serial, r.udid, sha256(c.der), c.der, now() - interval '10 minutes', now() + interval '1 year'
    from ${given} cross join lateral (select coalesce(decode(r.der, 'hex'),
      (select decode(string_agg(md5(r.serial || i), ''), 'hex') from generate_series(1, 55) i)) as der) c`.execute(
    db,
  )
  await sql`
    insert into enrollment (id, device_id, certificate_id, udid, state, topic, enrolled_at, last_seen_at)
    select r.enrollment_id, r.id, r.certificate_id, r.udid, 'active', 'com.apple.mgmt.External.bench', now(), now()
    from ${given}`.execute(db)
}
