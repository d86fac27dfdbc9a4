import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApplyZeroTouch, ApplyZeroTouchResult } from '../../src/contract/google.ts'
import { applyZeroTouch } from './zero-touch-queries.ts'

/** Google takes one device after the other: in small orders there is progress to show. */
const atOnce = 10

/** What became of the devices. `error` ended it early: of `unknown` devices nothing is known. */
export type Applied = ApplyZeroTouchResult & { error: unknown; unknown: number }

export function useApply() {
  const [done, setDone] = useState(0)
  const apply = useMutation({
    mutationFn: (order: ApplyZeroTouch) => applyInParts(order, setDone),
  })
  return { apply, done }
}

async function applyInParts(
  { deviceIds, configuration }: ApplyZeroTouch,
  onProgress: (done: number) => void,
): Promise<Applied> {
  const applied: Applied = { done: 0, failed: [], error: null, unknown: 0 }
  for (let from = 0; from < deviceIds.length; from += atOnce) {
    onProgress(from)
    try {
      const part = await applyZeroTouch({ deviceIds: deviceIds.slice(from, from + atOnce), configuration })
      applied.done += part.done
      applied.failed.push(...part.failed)
    } catch (error) {
      return { ...applied, error, unknown: deviceIds.length - from }
    }
  }
  return applied
}
