import type { ApplyZeroTouch, ZeroTouchPreview } from '../contract/google.ts'
import type { Platform } from '../platform/platform.ts'
import type { ZeroTouch, ZeroTouchDevice } from '../protocol/google/zero-touch.ts'
import { askGoogle } from './google-problem.ts'
import { openOrRefuse, type Google } from './open-google.ts'
import { bulkOfConfigurations } from './zero-touch-extras.ts'
import { judgeEntry, tokenIn } from './zero-touch-devices.ts'

/** What would become of each device if it arrived with the configuration; changes nothing. */
export async function previewZeroTouch(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  google: Google,
  { deviceIds, configuration }: ApplyZeroTouch,
): Promise<ZeroTouchPreview> {
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  const [devices, configurations] = await askGoogle(async () => [
    await findDevices(api, customer, deviceIds),
    await api.listConfigurations(customer),
  ])
  const now = clock()
  const android = tokenIn(await bulkOfConfigurations(db, configurations, now), configuration)
  const items = []
  for (const device of devices) items.push(await judgeEntry(db, { device, android, now }))
  const found = new Set(items.map(({ deviceId }) => deviceId))
  return { items, missing: deviceIds.filter((id) => !found.has(id)) }
}

const pageSize = 1000

/** Large pages until all are found: one call for each device would be many more. */
async function findDevices(
  api: ZeroTouch,
  customer: string,
  deviceIds: string[],
): Promise<ZeroTouchDevice[]> {
  const wanted = new Set(deviceIds)
  const found: ZeroTouchDevice[] = []
  for (let token: string | undefined; ;) {
    const page = await api.listDevices(customer, { size: pageSize, token })
    for (const device of page.devices) if (wanted.delete(device.deviceId)) found.push(device)
    if (wanted.size === 0 || page.nextPageToken === null) return found
    token = page.nextPageToken
  }
}
