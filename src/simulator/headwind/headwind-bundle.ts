export type HeadwindBundle = { baseUrl: string; customer: string | null; idUse: 'imei' | 'serial' }

/** What the agent takes from the bundle of its QR code. It reads strings: a value of another type is absent for it (android.md 3.7). */
export function readHeadwindBundle(bundle: Record<string, unknown>): HeadwindBundle {
  const text = (key: string) => {
    const value = bundle[`com.hmdm.${key}`]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const baseUrl = text('BASE_URL')
  // It would call a server on the internet that is not ours.
  if (baseUrl === null || new URL(baseUrl).pathname !== '/')
    throw new Error('com.hmdm.BASE_URL must be an origin')
  const idUse = text('DEVICE_ID_USE')
  if (idUse !== 'imei' && idUse !== 'serial')
    throw new Error('The agent would ask a person: com.hmdm.DEVICE_ID_USE is neither imei nor serial')
  return { baseUrl: baseUrl.replace(/\/$/, ''), customer: text('CUSTOMER'), idUse }
}
