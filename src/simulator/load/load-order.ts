import type { Histogram } from './histogram.ts'

/** A device that is enrolled already: its identity in DER and PKCS #8. */
export type EnrolledDevice = { udid: string; certificate: Uint8Array; key: Uint8Array }

/** What is to be done to a server. Plain data, since threads do it. */
export type LoadOrder = {
  /** The address that Apple's activation would hand out. */
  enrollUrl: string
  /** Where enrolled devices ask for commands. */
  mdmUrl: string
  /** Serial numbers of devices that the server admits, each to be enrolled once. */
  enroll: readonly string[]
  /** Devices that poll beside those that were enrolled. */
  enrolled: readonly EnrolledDevice[]
  /**
   * one-by-one: first all are enrolled, then they poll for so many seconds. mix: those that are enrolled already poll while others
   * are enrolled, until there is none left.
   */
  plan: 'one-by-one' | 'mix'
  pollSeconds: number
  /** How many devices enroll at the same time. */
  enrollAtOnce: number
  /** How many polls are under way at any time. */
  pollAtOnce: number
  /** Certificate and key of the test device CA, in PEM. */
  deviceAuthority: string
  /** RSA keys in PEM, made before: making one costs more than everything else that a device does (apple-mdm.md 10.4). */
  keys: readonly string[]
}

/** What happened, of one thread or of all. */
export type LoadTotals = {
  /** By what was asked: `enrollment` is a whole walk, `poll` one that was answered "nothing to do", the others are single requests. */
  latencies: Record<string, Histogram>
  enrollSeconds: number
  pollSeconds: number
  /** Those that were enrolled, to go on with. */
  enrolled: EnrolledDevice[]
  /** How often each thing went wrong. */
  failures: Record<string, number>
}
