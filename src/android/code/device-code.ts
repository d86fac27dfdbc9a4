import type { QrFacts } from '../../contract/bulk-configuration.ts'
import type { Device } from '../../contract/device.ts'
import type { DeviceCode } from '../../contract/device-code.ts'
import type { Platform } from '../../platform/platform.ts'
import { provisioningJson, provisioningPayload } from '../../protocol/android/provisioning.ts'
import { findBulkOfDevice } from '../bulk/bulk-device-store.ts'
import { findUnlistedBulk } from './unlisted-bulk.ts'
import { describe, findConfigured, provisioningOf, type Configured } from './configuration.ts'
import { shortCodeOf } from './qr-payload.ts'

export type CodeMeans = Pick<Platform, 'db' | 'secrets' | 'clock' | 'publicUrl'>

/** A code that can be drawn for one device, and what whoever shows it must know of it. */
export type FoundCode = {
  bulk: { id: string; name: string }
  /** The device is on the list of `bulk`, and not only set up as that one. */
  listed: boolean
  json: string
  shortCode: string
  qr: QrFacts & { errorCorrection: 'L' | 'M' }
  /** When the token in it ends; null when it has none. */
  tokenExpiresAt: string | null
  /** Whether a token or another secret is in it. */
  secret: boolean
}

export type NoCode = { fault: NonNullable<DeviceCode['fault']>; message: string }

type Asked = Pick<
  Device,
  'id' | 'platform' | 'status' | 'imei' | 'imei2' | 'meid' | 'serial' | 'manufacturer'
>

/**
 * The code of one device: that of its list, with the token while it holds; else the one that the settings have for devices on no
 * list, which has no token. Without token the agent asks its person as the record says.
 */
export async function findDeviceCode(means: CodeMeans, device: Asked): Promise<FoundCode | NoCode> {
  const list = await findBulkOfDevice(means.db, device.id)
  const fault = faultOf(device, list !== undefined)
  if (fault) return fault
  return list ? drawn(means, list.id, true) : findUnlistedCode(means)
}

/** The code for devices that are on no list. */
export async function findUnlistedCode(means: CodeMeans): Promise<FoundCode | NoCode> {
  const bulk = await findUnlistedBulk(means.db)
  return bulk ? drawn(means, bulk.id, false) : none('no-list')
}

const messages: Record<NoCode['fault'], string> = {
  'other-platform': 'Only Android devices have such a code',
  withdrawn: 'The device is withdrawn',
  'no-list':
    'The device is on no list, and the settings name no bulk enrollment whose configuration such devices get',
  'not-configured': 'The configuration of the bulk enrollment is not complete',
  'no-numbers':
    'The record has neither an IMEI or MEID nor a serial number, on a list together with its manufacturer: an agent would not be found',
}

const none = (fault: NoCode['fault'], message = messages[fault]): NoCode => ({ fault, message })

function faultOf(device: Asked, isListed: boolean): NoCode | undefined {
  const { platform, status, imei, imei2, meid, serial, manufacturer } = device
  if (platform !== 'android') return none('other-platform')
  if (status === 'withdrawn') return none('withdrawn')
  const hasNumbers = Boolean(imei ?? imei2 ?? meid) || Boolean(serial && (manufacturer || !isListed))
  return hasNumbers ? undefined : none('no-numbers')
}

async function drawn(means: CodeMeans, bulkId: string, listed: boolean): Promise<FoundCode | NoCode> {
  const found = await findConfigured(means, bulkId)
  const { bulk } = found.record
  const hasToken = listed && bulk.tokenState === 'valid'
  const configured = hasToken ? found : withoutToken(found)
  const { findings, qr } = describe(means, configured)
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const { errorCorrection } = qr
  if (errors.length > 0 || errorCorrection === null)
    return none('not-configured', `“${bulk.name}”: ${errors.join('; ')}`)
  const json = provisioningJson(provisioningPayload(provisioningOf(means, configured)))
  return {
    bulk: { id: bulk.id, name: bulk.name },
    listed,
    json,
    shortCode: shortCodeOf(json),
    qr: { ...qr, errorCorrection },
    tokenExpiresAt: hasToken ? bulk.tokenExpiresAt : null,
    secret: hasToken || found.configuration.secrets.length > 0,
  }
}

const withoutToken = ({ record, ...configured }: Configured): Configured => ({
  ...configured,
  record: {
    bulk: { ...record.bulk, tokenState: 'none', tokenExpiresAt: null },
    tokenSealed: null,
  },
})
