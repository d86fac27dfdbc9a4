import { z } from 'zod'

import type { Surroundings } from './walk.ts'
import { WalkError, bytesOf, request } from './walk.ts'

/** The members of a DEP profile that a device acts on. */
const DepProfile = z.looseObject({
  profile_name: z.string().optional(),
  profile_uuid: z.string().optional(),
  url: z.string(),
  configuration_web_url: z.string().optional(),
  await_device_configured: z.boolean().default(false),
  is_supervised: z.boolean().default(false),
})
export type DepProfile = z.output<typeof DepProfile>

/** What a device does first when it is switched on: asks Apple whether an organization has plans for it. */
export async function askActivation(
  world: Surroundings,
  appleUrl: string,
  serial: string,
): Promise<DepProfile> {
  const url = `${appleUrl.replace(/\/+$/, '')}/portal/activate`
  const headers = { 'content-type': 'application/json' }
  const response = await request(world, url, { method: 'POST', headers, body: JSON.stringify({ serial }) })
  const text = (await bytesOf(response)).toString('utf8')
  if (response.status === 404)
    throw new WalkError('failed', `Apple has no profile for ${serial}: ${wordsIn(text)}`)
  if (response.status !== 200) throw new WalkError('failed', `Apple's activation answered ${response.status}`)
  const profile = DepProfile.parse(JSON.parse(text))
  world.step('activation', `Apple hands out the profile "${profile.profile_name ?? ''}" with ${profile.url}`)
  return profile
}

function wordsIn(text: string): string {
  try {
    return String((JSON.parse(text) as { error?: unknown }).error)
  } catch {
    return 'no reason given'
  }
}
