import type { BulkDevicesResult } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'

/** Which devices of a selection stay as they were, and why; empty when none does. */
export function keptText(kept: BulkDevicesResult['kept']): string {
  if (kept.length === 0) return ''
  const why = [...new Set(kept.map(({ message }) => message))].join(' ')
  return t('bulk.device.kept', { count: kept.length, why })
}
