export type DeviceResult = 'SUCCESS' | 'NOT_ACCESSIBLE' | 'FAILED' | 'THROTTLED'

const known = new Set(['SUCCESS', 'NOT_ACCESSIBLE', 'FAILED', 'THROTTLED'])

/**
 * One result for every serial number that was asked for. Apple sometimes leaves some out of its answer;
 * those count as FAILED, like words that we do not know (apple-dep.md 6.3).
 */
export const readResults = (
  answer: Record<string, unknown>,
  asked: readonly string[],
): Map<string, DeviceResult> => new Map(asked.map((serial) => [serial, resultOf(answer[serial])]))

const resultOf = (word: unknown): DeviceResult =>
  typeof word === 'string' && known.has(word) ? (word as DeviceResult) : 'FAILED'
