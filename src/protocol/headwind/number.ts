import { imeiCheckDigit } from '../imei.ts'

/** What a Headwind agent calls itself by: as its QR code says, the IMEI or the serial number, or what a person typed. */
export type NumberClaims = { imei: string } | { serial: string }

/** Only 15 digits with the right check digit are an IMEI; everything else is taken for a serial number. */
export const claimsOfNumber = (number: string): NumberClaims =>
  isImei(number) ? { imei: number } : { serial: number }

const isImei = (text: string): boolean => /^\d{15}$/.test(text) && text[14] === imeiCheckDigit(text)
