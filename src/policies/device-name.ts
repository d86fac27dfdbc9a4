import type { Device } from '../contract/device.ts'
import type { namePlaces } from '../contract/policy.ts'

type Place = (typeof namePlaces)[number]
type Facts = Pick<Device, Place>

/** The name that a template gives a device; null when what it is made of is not known. */
export function deviceNameFor(pattern: string, facts: Facts): string | null {
  let isWhole = true
  const name = pattern.replace(/\{([^}]*)\}/g, (_, place: string) => {
    const value = facts[place as Place]
    if (!value) isWhole = false
    return value ?? ''
  })
  const shown = name.replace(/\p{Cc}/gu, ' ').trim()
  return isWhole && shown !== '' ? shown.slice(0, longest) : null
}

const longest = 120
