import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { noteDeviceChange } from './change-notes.ts'
import type { FieldChange } from './device.ts'
import type { DeviceRecord } from './device-store.ts'

/** What the person who set the device up proved and chose; null where nothing was. */
export type SetUpAnswers = {
  user: { id: string; userName: string } | null
  ownership: 'personal' | 'corporate' | null
}

/**
 * Who signed in becomes the device's user (W13..W15), and what they said of the owner is so (H16). The caller holds the device's row.
 * Writes the audit record: call it late in the transaction. Answers whether anything changed.
 */
export async function applySignIn(
  trx: Trx,
  { device }: DeviceRecord,
  { user, ownership }: SetUpAnswers,
  { at, actor }: { at: Date; actor: Actor },
): Promise<boolean> {
  const changes: FieldChange[] = []
  if (user && user.userName !== device.userName)
    changes.push({ field: 'userName', before: device.userName, after: user.userName })
  if (ownership && ownership !== device.ownership)
    changes.push({ field: 'ownership', before: device.ownership, after: ownership })
  if (changes.length === 0) return false
  await trx
    .updateTable('device')
    .set((eb) => ({
      ...(user ? { user_id: user.id } : {}),
      ...(ownership ? { ownership } : {}),
      updated_at: at,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', device.id)
    .execute()
  await noteDeviceChange(trx, actor, {
    device,
    action: 'device.set-up-by',
    summary: inWords(changes),
    changes,
  })
  return true
}

function inWords(changes: readonly FieldChange[]): string {
  const user = changes.find(({ field }) => field === 'userName')
  const ownership = changes.find(({ field }) => field === 'ownership')
  const signedIn = user && `${String(user.after)} signed in at the device and is its user now.`
  const said = ownership && `Its user said that the device is ${String(ownership.after)}.`
  return [signedIn, said].filter(Boolean).join(' ')
}
