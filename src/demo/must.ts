import type { Answer } from './stage.ts'

/** The answer, if it has one of the wanted statuses. */
export function must(answer: Answer, ...wanted: number[]): Answer {
  const expected = wanted.length > 0 ? wanted : [200, 202]
  if (!expected.includes(answer.status))
    throw new Error(`The server answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer
}
