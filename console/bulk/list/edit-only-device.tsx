import { useInfiniteQuery } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { itemsOf } from '../../api/list.ts'
import { bulkDevicesOptions } from '../bulk-queries.ts'
import { BulkDeviceDialog } from '../devices/bulk-device-dialog.tsx'

/** I39: a list of one device is edited from where the lists stand. */
export function EditOnlyDevice({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const { data } = useInfiniteQuery(bulkDevicesOptions(bulk.id, {}))
  const devices = itemsOf(data)
  if (devices.length !== 1) return null
  return <BulkDeviceDialog bulk={bulk} devices={devices} onClose={onClose} />
}
