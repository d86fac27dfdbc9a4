import type { BulkDevice } from '../../contract/bulk-enrollment.ts'
import { csvLine, keepIdentifier } from '../../protocol/csv/write-csv.ts'
import type { Db } from '../../platform/db/database.ts'
import { bulkDeviceBatches, listAttributeNames } from './bulk-device-store.ts'

const columns: Record<string, (device: BulkDevice) => string | null> = {
  Identifier: ({ identifier }) => identifier,
  IMEI: ({ imei }) => imei,
  'Serial Number': ({ serial }) => serial,
  Manufacturer: ({ manufacturer }) => manufacturer,
  'IMEI 2': ({ imei2 }) => imei2,
}

/**
 * I37: the devices of a list as a file of the format android-bulk, which imports as "unchanged". UTF-8 with a byte order mark, so
 * that spreadsheets read it, and guarded against what they would do to numbers and formulas. Memory holds one batch.
 */
export async function* inventoryCsv(db: Db, bulkId: string, now: Date): AsyncGenerator<string> {
  const attributes = await listAttributeNames(db, bulkId)
  yield `\uFEFF${csvLine([...Object.keys(columns), ...attributes].map(keepIdentifier))}`
  for await (const devices of bulkDeviceBatches(db, bulkId, now)) {
    const lines = devices.map((device) => {
      const cells = Object.values(columns).map((cell) => cell(device))
      return csvLine(
        [...cells, ...attributes.map((name) => device.customAttributes[name])].map((c) =>
          keepIdentifier(c ?? ''),
        ),
      )
    })
    yield lines.join('')
  }
}
