import { sql } from 'kysely'
import type { Import, ImportUndo, UndoPlan } from '../contract/import.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { foreignKeyViolation, uniqueViolation, type Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { beginBulk, endBulk } from '../devices/device-bulk.ts'
import { hasSharedImeis } from '../devices/shared-imei.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { importNotFound } from './apply-import.ts'
import { refuseForgotten } from './forget-imports.ts'
import { withImportLock } from './import-lock.ts'
import { findImport, setState } from './import-store.ts'
import { recordUndoEvents } from './undo-events.ts'
import { judgeUndo } from './undo-judge.ts'
import { lockRecords } from './undo-lock.ts'
import { cancelWaitingMails } from './undo-mails.ts'
import { markImported } from './mark-imported.ts'
import { insertNotes, listJudgedNotes, listNotes } from './undo-notes.ts'
import { prepareRecords, writeRecords } from './undo-records.ts'
import type { Undoing } from './undo-values.ts'

/**
 * Takes an import back, in one transaction of set-based statements: values that are still what it wrote become what they were, records
 * that it created and nobody touched go. What stays is noted. A repeat answers the same.
 */
export function undoImport(platform: Platform, actor: Actor, id: string): Promise<Import> {
  return withImportLock(platform.pool, id, async () => {
    const found = await mustBeApplied(platform, id)
    if (found.state === 'undone') return found
    refuseForgotten(found)
    try {
      await tryAgain(() => undo(platform, actor, found))
    } catch (error) {
      await setState(platform.db, id, 'applied', stopped)
      throw error
    }
    return (await findImport(platform.db, id))!
  })
}

/** For those who follow the import, not the request. */
const stopped = 'Nothing was changed: the server met an error while it undid the import. Its log says more'

/** What an undo would do now; of an undone import, what it did. */
export async function planUndo(platform: Platform, id: string): Promise<UndoPlan> {
  const { db, pool, secrets } = platform
  return withImportLock(pool, id, async () => {
    const found = await mustBeApplied(platform, id)
    refuseForgotten(found)
    if (found.undo) return { ...found.undo, notes: await listNotes(db, id) }
    return db.transaction().execute(async (trx) => {
      await beginBulk(trx)
      const counts = await judgeUndo(trx, secrets, await undoingOf(trx, platform, found))
      return { ...counts, notes: await listJudgedNotes(trx, found) }
    })
  })
}

async function mustBeApplied({ db }: Platform, id: string): Promise<Import> {
  const found = await findImport(db, id)
  if (!found) throw importNotFound(id)
  const { state } = found
  if (state === 'applied' || state === 'undone') return found
  throw new Problem('import.not-applied', { detail: `The import is ${state}`, state })
}

async function undoingOf(trx: Trx, { clock }: Platform, { id, appliedAt }: Import): Promise<Undoing> {
  const { defaultAuthentication } = await readEnrollmentSettings(trx)
  return { id, now: clock(), appliedAt: appliedAt!, defaultAuthentication }
}

const tries = 3

/** What somebody else takes or deletes between the judgment and the write shows in indexes and foreign keys: judged anew, it is noted. */
async function tryAgain(work: () => Promise<void>): Promise<void> {
  for (let left = tries - 1; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error
    }
  }
}

class TakenMeanwhile extends Error {
  override readonly name = 'TakenMeanwhile'
}

/** Devices that got an IMEI back. */
const restoredImeis = sql`
  select id from undo_device where changes @? '$[*] ? (@.field == "imei" || @.field == "imei2")'`

const deadlock = '40P01'
const isPassing = (error: unknown): boolean =>
  error instanceof TakenMeanwhile ||
  uniqueViolation(error) !== undefined ||
  foreignKeyViolation(error) ||
  (error as { code?: string } | null)?.code === deadlock

function undo(platform: Platform, actor: Actor, found: Import): Promise<void> {
  const { db, secrets } = platform
  const { id, fileName } = found
  // Heard by those who look, and kept nowhere: a server that dies leaves nothing to tidy up.
  const tell = (phase: string) =>
    announce(db, { topic: 'import', id, progress: { phase, done: 0, of: null } })
  return db.transaction().execute(async (trx) => {
    await beginBulk(trx)
    await tell('comparing')
    await lockRecords(trx, id)
    const undoing = await undoingOf(trx, platform, found)
    const counts = await judgeUndo(trx, secrets, undoing)
    await tell('restoring')
    await cancelWaitingMails(trx, id)
    await insertNotes(trx, found)
    await prepareRecords(trx, undoing)
    await recordUndoEvents(trx, { id, fileName, actor: actor.name })
    await writeRecords(trx)
    await endBulk(trx)
    await markImported(trx, id)
    await setUndone(trx, id, { counts, at: undoing.now })
    if (await hasSharedImeis(trx, restoredImeis)) throw new TakenMeanwhile()
    await note(trx, actor, found, counts)
  })
}

async function setUndone(
  trx: Trx,
  id: string,
  { counts, at }: { counts: ImportUndo; at: Date },
): Promise<void> {
  await sql`
    update import set state = 'undone', undo = ${JSON.stringify(counts)}, undone_at = ${at}, progress = null, error = null
    where id = ${id}`.execute(trx)
  await announce(trx, { topic: 'import', id })
  await announce(trx, { topic: 'device', id: null })
  await announce(trx, { topic: 'user', id: null })
}

async function note(trx: Trx, actor: Actor, { id, fileName }: Import, counts: ImportUndo): Promise<void> {
  const { restored, removed, kept } = counts
  const summary = `${actor.name} undid the import of ${fileName}: ${restored} put back, ${removed} removed, ${kept} kept.`
  await recordEvents(trx, [
    {
      subject: { kind: 'import', id },
      kind: 'import.undone',
      actor: actor.name,
      summary,
      facts: { undo: counts },
    },
  ])
  await recordAudit(trx, actor, {
    action: 'import.undone',
    target: { kind: 'import', id, name: fileName },
    after: counts,
  })
}
