import { z } from 'zod'
import type { HeadwindSettings, HeadwindSettingsPut } from '../contract/headwind.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import { lockSetting, readSetting, storeSetting } from '../platform/db/settings.ts'
import type { Platform } from '../platform/platform.ts'

const key = 'headwind'
const place = 'setting.sharedSecret:headwind'

const Stored = z.object({
  enabled: z.boolean().default(false),
  acceptSerialAlone: z.boolean().default(false),
  sharedSecretSealed: z.base64().nullable().default(null),
})
type Stored = z.infer<typeof Stored>

const load = async (db: Db): Promise<Stored> => Stored.parse((await readSetting(db, key)) ?? {})

const shown = ({ sharedSecretSealed, ...open }: Stored): HeadwindSettings => ({
  ...open,
  sharedSecretSet: sharedSecretSealed !== null,
})

export const readHeadwindSettings = async (db: Db): Promise<HeadwindSettings> => shown(await load(db))

/** How agents are served now. */
export type HeadwindMeans = Pick<Stored, 'enabled' | 'acceptSerialAlone'> & { sharedSecret: string | null }

export async function headwindMeans({
  db,
  secrets,
}: Pick<Platform, 'db' | 'secrets'>): Promise<HeadwindMeans> {
  const { sharedSecretSealed, ...open } = await load(db)
  const sealed = sharedSecretSealed === null ? null : Buffer.from(sharedSecretSealed, 'base64')
  return { ...open, sharedSecret: sealed && secrets.openText(place, sealed) }
}

/** `expect` sees the settings as they stand and may refuse (If-Match). */
export function changeHeadwindSettings(
  { db, secrets }: Pick<Platform, 'db' | 'secrets'>,
  actor: Actor,
  { put, expect }: { put: HeadwindSettingsPut; expect: (current: HeadwindSettings) => void },
): Promise<HeadwindSettings> {
  return db.transaction().execute(async (trx) => {
    await lockSetting(trx, key)
    const current = await load(trx)
    const before = shown(current)
    expect(before)
    const { sharedSecret, enabled, acceptSerialAlone } = put
    const next: Stored = {
      enabled: enabled ?? current.enabled,
      acceptSerialAlone: acceptSerialAlone ?? current.acceptSerialAlone,
      sharedSecretSealed:
        sharedSecret === undefined
          ? current.sharedSecretSealed
          : sharedSecret === ''
            ? null
            : secrets.seal(place, sharedSecret).toString('base64'),
    }
    await storeSetting(trx, key, next)
    const after = shown(next)
    const target = { kind: 'setting', id: key, name: 'Headwind settings' }
    await recordAudit(trx, actor, { action: 'setting.changed', target, before, after })
    return after
  })
}
