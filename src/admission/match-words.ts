import { aliasesOf, makerKey } from '../contract/manufacturer.ts'
import { sameMaker, type AndroidMatch } from './android-match.ts'
import type { Survey } from './survey.ts'

/** How the record was found, with both spellings where they are not the same. */
export function howFound({ by, found, claimed }: AndroidMatch): string {
  if (by === 'imei') return 'The IMEI or MEID is on record.'
  const onRecord = found[0]?.manufacturer ?? ''
  if (by === 'serial')
    return 'The serial number is on record in the list of the token. The agent names no manufacturer, and the settings accept that.'
  if (by === 'serial-of-record')
    return 'The serial number is on record, without a manufacturer: it is enough.'
  if (by === 'serial-brand')
    return `The serial number is on record for "${onRecord}". The device says "${claimed.manufacturer ?? ''}" of the brand "${claimed.brand ?? ''}", and the settings accept the brand.`
  const text = 'Serial number and manufacturer are on record'
  return makerKey(onRecord) === makerKey(claimed.manufacturer)
    ? `${text}.`
    : `${text}: the settings take "${onRecord}" of the record and "${claimed.manufacturer ?? ''}" of the device for the same.`
}

/** A manufacturer that is written another way is the commonest reason: both spellings are told (android.md 2.3). */
export function whyNotFound({ android, settings }: Survey): string {
  const { claimed, otherManufacturer } = android!
  const { serial, manufacturer, brand } = claimed
  if (otherManufacturer.length === 0) return 'No record has its IMEI, or its serial number and manufacturer.'
  const onRecord = otherManufacturer.map((record) => `"${record.manufacturer ?? ''}"`).join(', ')
  const device = brand === undefined ? '' : ` of the brand "${brand}"`
  const why = `The serial number ${serial} is on record for the manufacturer ${onRecord}, and the device says "${manufacturer ?? ''}"${device}.`
  const brandFits = otherManufacturer.some(sameMaker(brand, aliasesOf(settings.manufacturerAliases)))
  return brandFits ? `${why} Its brand would fit, and the settings do not accept brands.` : why
}
