import { z } from 'zod'

export const CommandState = z.enum([
  'queued',
  /** The device has it, or is about to; its answer decides. */
  'sent',
  /** The device said "not now": it is asked again. */
  'not-now',
  'acknowledged',
  'error',
  /** The enrollment ended first. */
  'dropped',
  'cancelled',
  /** A later command of the same name took its place. */
  'replaced',
])
export type CommandState = z.infer<typeof CommandState>
