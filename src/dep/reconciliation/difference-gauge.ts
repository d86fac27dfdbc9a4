import type { Db } from '../../platform/db/database.ts'
import type { LiveGauge } from '../../platform/http/live-gauge.ts'
import { countOpenByAccount } from './difference-store.ts'

/** What an alarm is set on: more than none means that Apple's list and ours differ and somebody has to decide. */
export const differenceGauge = (db: Db): LiveGauge => ({
  name: 'muster_dep_open_differences',
  help: 'Differences between Apple’s list and ours that wait for a decision, by account',
  label: 'account',
  read: () => countOpenByAccount(db),
})
