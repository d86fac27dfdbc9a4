import { z } from 'zod'

import { identifiersOf, serialNumber } from '../identifiers.ts'
import type { ModelName } from '../models.ts'
import { modelNames, models } from '../models.ts'
import type { Hardware } from './organization.ts'

const serial = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'a serial number has 1 to 64 printable characters')

const DeviceChanges = {
  description: z.string().optional(),
  /** null: Apple says no color, as for some models. */
  color: z.string().nullish(),
  assetTag: z.string().nullish(),
  imei: z.array(z.string()).optional(),
  meid: z.array(z.string()).optional(),
  wifiMac: z.string().optional(),
}

/** What the portal can be told about a new device; everything that is not said is made up from the serial number. */
export const DeviceSpec = z.strictObject({
  serial,
  model: z.enum(modelNames).default('iPhone'),
  ...DeviceChanges,
})
export type DeviceSpec = z.input<typeof DeviceSpec>

/** What may change on a device that is there. */
export const DeviceChange = z.strictObject({ serial, ...DeviceChanges })
export type DeviceChange = z.output<typeof DeviceChange>

/** A list of devices; a bare string is the serial number of an iPhone. */
export const DeviceSpecs = z.array(
  z.union([serial.transform((serial) => DeviceSpec.parse({ serial })), DeviceSpec]),
)

export function hardwareOf(spec: z.output<typeof DeviceSpec>): Hardware {
  const model = models[spec.model]
  const identifiers = identifiersOf(spec.serial, model)
  const pick = Buffer.from(spec.serial).reduce((sum, byte) => sum + byte, 0)
  const color = spec.color === undefined ? model.colors[pick % model.colors.length] : spec.color
  return {
    ...identifiers,
    serial: spec.serial,
    model: spec.model,
    description: spec.description ?? `${model.salesText}${color ? ` ${color}` : ''}-USA`,
    color: color ?? undefined,
    assetTag: spec.assetTag ?? undefined,
    imei: spec.imei ?? identifiers.imei,
    meid: spec.meid ?? identifiers.meid,
    wifiMac: spec.wifiMac ?? identifiers.wifiMac,
  }
}

const mix: readonly ModelName[] = ['iPhone', 'iPad', 'iPhone', 'Mac']

/** The n-th made-up device: phones, tablets and computers in turn; every seventh without a color, every third with an asset tag. */
export function madeUpHardware(n: number): Hardware {
  const model = mix[n % mix.length] ?? 'iPhone'
  return hardwareOf({
    serial: serialNumber(models[model], n),
    model,
    ...(n % 7 === 6 ? { color: null } : {}),
    ...(n % 3 === 0 ? { assetTag: `ASSET-${String(n + 1).padStart(6, '0')}` } : {}),
  })
}
