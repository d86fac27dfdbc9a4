const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Bare digits of the length of an IMEI are one, any other bare word is a serial number. */
function addressOf(key: string): string {
  if (/^(identifier|serial|imei):/.test(key) || uuid.test(key)) return key
  return /^\d{14,16}$/.test(key) ? `imei:${key}` : `serial:${key}`
}

/** What a person may name a device by, for the help of a command. */
export const whichDevice = 'a serial number, an IMEI, identifier:NAME, or the id'

/** Where the API has the device that a person names. */
export const devicePath = (key: string): string => `/devices/${encodeURIComponent(addressOf(key))}`
