import type { Db, Trx } from '../platform/db/database.ts'

/** An enrolled device as push sees it: where its pushes go, and whether there is something for it. */
export type PushTarget = {
  enrollmentId: string
  deviceId: string
  topic: string
  /** Undefined when it has none, or Apple has taken it back. */
  address: { token: Buffer; magic: string } | undefined
  /** Whether commands wait for the device. */
  isWanted: boolean
}

export type TopicCount = { topic: string; enrolled: number; tokenGone: number }

/** What push needs of enrollments, whose owner gives it: push itself knows no protocol of devices. */
export type PushTargets = {
  /** Those of the enrollments that go on. */
  find(db: Db, enrollmentIds: readonly string[]): Promise<PushTarget[]>
  findByDevice(db: Db, device: string): Promise<PushTarget | undefined>
  /** Apple has taken the token back: nothing is sent to it again. Changes nothing when the device has another by now. */
  retire(trx: Trx, target: PushTarget, reason: string): Promise<void>
  countByTopic(db: Db): Promise<TopicCount[]>
}
