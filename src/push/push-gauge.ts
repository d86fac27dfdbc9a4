import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db/database.ts'
import type { LiveGauge } from '../platform/http/live-gauge.ts'
import { listPushCertificateExpiry } from './certificate-state.ts'
import type { PushSender } from './push-sender.ts'
import { countWaiting } from './push-store.ts'
import type { PushTargets } from './targets.ts'

export const pushGauges = (
  db: Db,
  clock: Clock,
  { sender, targets }: { sender: PushSender; targets: PushTargets },
): LiveGauge[] => [
  {
    name: 'muster_push_devices',
    help: 'Enrolled Apple devices for which a push waits, and those whose push token Apple has taken back',
    label: 'state',
    read: async () => ({
      waiting: await countWaiting(db),
      'token-gone': (await targets.countByTopic(db)).reduce((sum, { tokenGone }) => sum + tokenGone, 0),
    }),
  },
  {
    name: 'muster_push_answers',
    help: "Answers of Apple's push service to this server since it started, by status; none: no answer",
    label: 'status',
    read: async () => sender.tally,
  },
  {
    name: 'muster_push_certificate_seconds_left',
    help: 'How long the push certificate is good; below nothing when it has ended',
    label: 'topic',
    read: async () => {
      const now = clock().getTime()
      const certificates = await listPushCertificateExpiry(db)
      return Object.fromEntries(
        certificates.map(({ name, expiresAt }) => [name, Math.floor((Date.parse(expiresAt) - now) / 1000)]),
      )
    },
  },
]
