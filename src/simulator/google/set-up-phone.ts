import { z } from 'zod'
import type { PhoneHardware } from '../android/android-phone.ts'

/** One phone is set up at the simulated Google; the name that it has there, or why Google does not take it. */
export async function setUpPhone(
  google: string,
  token: string | null,
  phone: PhoneHardware,
): Promise<{ name: string } | { error: string }> {
  const answer = await fetch(new URL('/portal/devices', google), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: token ?? undefined, ...phone }),
  })
  return Answer.parse(await answer.json())
}

const Answer = z.union([z.object({ name: z.string() }), z.object({ error: z.string() })])
