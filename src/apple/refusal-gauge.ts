import type { LiveGauge } from '../platform/http/live-gauge.ts'
import type { RefusalLog } from './refusal-log.ts'

export const refusalGauge = ({ tally }: Pick<RefusalLog, 'tally'>): LiveGauge => ({
  name: 'muster_apple_refused_messages',
  help: 'Messages of Apple devices that this server refused since it started, by endpoint and reason',
  label: 'reason',
  read: async () => tally,
})
