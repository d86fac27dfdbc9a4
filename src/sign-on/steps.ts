import type { SignOnStep, SignOnTest } from '../contract/sign-on.ts'

/** What became of the talk with a directory or a provider; the message is what the other side, or Node.js, said. */
export class SignOnFailure extends Error {
  override readonly name = 'SignOnFailure'
  readonly outcome: 'wrong' | 'unavailable' | 'unknown-user' | 'refused'

  constructor(outcome: SignOnFailure['outcome'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.outcome = outcome
  }
}

export type Steps = SignOnTest['steps']

/** The steps of one talk: what is tried is done in the same way, whether an admin tests it or a person signs on. */
export type Walk = {
  steps: Steps
  /** `answer` says in one sentence what was found. */
  step<T>(step: SignOnStep, work: () => Promise<T>, answer: (found: T) => string): Promise<T>
}

export function beginWalk(): Walk {
  const steps: Steps = []
  return {
    steps,
    async step(step, work, answer) {
      try {
        const found = await work()
        steps.push({ step, ok: true, answer: oneLine(answer(found)) })
        return found
      } catch (error) {
        steps.push({ step, ok: false, answer: oneLine(textOf(error)) })
        throw error
      }
    },
  }
}

/** The reason under the reason: fetch says only that it failed. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause, message } = error
  const under = cause instanceof Error && !message.includes(cause.message) ? textOf(cause) : ''
  return [message, under].filter((text) => text !== '').join(': ')
}

const longestAnswer = 500

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, longestAnswer)
