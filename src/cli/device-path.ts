const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A bare word is a serial number. */
const addressOf = (key: string) =>
  /^(identifier|serial):/.test(key) || uuid.test(key) ? key : `serial:${key}`

/** Where the API has the device that a person names. */
export const devicePath = (key: string): string => `/devices/${encodeURIComponent(addressOf(key))}`
