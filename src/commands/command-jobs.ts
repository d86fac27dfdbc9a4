import { sql } from 'kysely'
import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'

const ForgetCommands: JobKind<Record<string, never>> = { name: 'command.forget', payload: z.strictObject({}) }

/** How long it can be looked up what became of a command. */
const keptDays = 90
const mostAtOnce = 5000

/** Every night: commands that ended long ago are forgotten with their results; a PIN may be wanted for as long as its Mac lives. */
export function registerCommandJobs({ db, jobs }: Platform): void {
  jobs.register(ForgetCommands, async (_payload, { signal }) => {
    for (let deleted = mostAtOnce; deleted === mostAtOnce && !signal.aborted;) {
      const { numAffectedRows = 0n } = await sql`
        delete from command where id in (
          select id from command
          where answered_at < now() - make_interval(days => ${keptDays})
            and state not in ('queued', 'sent', 'not-now') and payload_sealed is null
          limit ${mostAtOnce})`.execute(db)
      deleted = Number(numAffectedRows)
    }
  })
  jobs.registerSchedule(ForgetCommands, '41 3 * * *', {})
}
