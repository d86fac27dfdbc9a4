import { createHash } from 'node:crypto'

import { imeiCheckDigit } from '../protocol/imei.ts'
import type { Model } from './models.ts'

/** What is printed on the board of one piece of hardware. Made from its serial number, so that every part of a rehearsal agrees. */
export type Identifiers = {
  udid: string
  imei: string[]
  meid: string[]
  eid: string | undefined
  wifiMac: string
  bluetoothMac: string
  ethernetMac: string | undefined
}

// 34 symbols: Apple uses neither I nor O in serial numbers.
const serialAlphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** The n-th made-up serial number of a model: ten characters, always the same for the same number. */
export function serialNumber(model: Model, n: number): string {
  const digest = hash(`serial ${model.family} ${n}`)
  const rest = Array.from(digest.subarray(0, 9), (byte) => serialAlphabet[byte % serialAlphabet.length])
  return model.serialLetter + rest.join('')
}

export function identifiersOf(serial: string, model: Model): Identifiers {
  const digest = hash(`hardware ${serial}`)
  const imeiBody = `35${digits(digest.subarray(0, 12))}`
  return {
    udid: udid(model, digest),
    imei: model.cellular ? [withCheckDigit(imeiBody), withCheckDigit(nextBody(imeiBody))] : [],
    meid: model.cellular ? [imeiBody] : [],
    eid: model.cellular ? `8904${digits(hash(`eid ${serial}`).subarray(0, 28))}` : undefined,
    wifiMac: macAddress(digest, 0),
    bluetoothMac: macAddress(digest, 1),
    ethernetMac: model.family === 'Mac' ? macAddress(digest, 2) : undefined,
  }
}

/** Appends the check digit to the first 14 digits of an IMEI. */
export const withCheckDigit = (body: string): string => `${body}${imeiCheckDigit(body)}`

/** The second line of a phone has the next number, as on real ones. */
const nextBody = (body: string) =>
  body.slice(0, 8) + String((Number(body.slice(8)) + 1) % 1e6).padStart(6, '0')

const digits = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte % 10).join('')

function udid(model: Model, digest: Buffer): string {
  const hex = digest.toString('hex').toUpperCase()
  if (model.family !== 'Mac') return `00008130-${hex.slice(24, 40)}`
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}

/** Locally administered addresses (bit 1 of the first byte): no real vendor owns them. */
const macAddress = (digest: Buffer, port: number) =>
  ['02', ...Array.from(digest.subarray(20, 24), hexByte), hexByte((digest[24] ?? 0) ^ port)].join(':')

const hexByte = (byte: number) => byte.toString(16).padStart(2, '0')

const hash = (text: string) => createHash('sha256').update(text).digest()
