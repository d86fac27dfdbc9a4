import { z } from 'zod'
import type { ProfileValues } from './profile-step.tsx'

const key = 'muster.bulk-profile'
const Stored = z.object({
  name: z.string(),
  description: z.string(),
  withoutToken: z.boolean(),
  userName: z.string(),
  attributesFollowList: z.boolean(),
})
const blank: ProfileValues = {
  name: '',
  description: '',
  withoutToken: false,
  userName: '',
  attributesFollowList: false,
}

/** What was typed before the bulk enrollment was made. Leaving the page and coming back in the same tab loses nothing. */
export function readProfile(): ProfileValues {
  try {
    return Stored.parse(JSON.parse(sessionStorage.getItem(key) ?? ''))
  } catch {
    return blank
  }
}

export const storeProfile = (values: ProfileValues): void =>
  sessionStorage.setItem(key, JSON.stringify(values))

export const forgetProfile = (): void => sessionStorage.removeItem(key)
