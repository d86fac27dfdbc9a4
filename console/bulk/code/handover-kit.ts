import { z } from 'zod'

const key = 'muster.handover'

/** Which devices are printed; too many for an address. */
export const storeKit = (ids: string[]): void => sessionStorage.setItem(key, JSON.stringify(ids))

export function readKit(): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(sessionStorage.getItem(key) ?? ''))
  } catch {
    return []
  }
}
