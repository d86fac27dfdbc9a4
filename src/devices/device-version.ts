import type { DeviceRecord } from './device-store.ts'

/** What the entity tag of a device is made of: the same for everybody, and not changed by Apple's list or by the passing of time. */
export const versionOf = ({ device: { id }, revision }: DeviceRecord) => ({ id, revision })
