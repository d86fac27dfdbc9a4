import type { ImportOptions } from '../contract/import.ts'
import type { Db } from '../platform/db/database.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { findTarget } from './find-target.ts'
import type { RowReader } from './read-row.ts'
import type { RecognizedFile } from './recognize-file.ts'

/** How the rows of a file are read: by its columns, the options of the import and the settings of the installation. */
export async function rowReader(db: Db, file: RecognizedFile, options: ImportOptions): Promise<RowReader> {
  const { tenantDomain, minimumCodeLength } = await readEnrollmentSettings(db)
  const { format, columns, dropped, header, hasHeader } = file
  const target = await findTarget(db, options.target)
  return {
    columns,
    attributes: target?.attributes ?? [],
    defaults: target?.defaultAttributes ?? {},
    dropped,
    width: header.length,
    shortIsFine: !hasHeader,
    blank: format.blank,
    clears: options.clearMark ?? format.clears,
    deriving: {
      names: !format.matrix,
      identify: format.identify,
      domain: options.domain ?? tenantDomain,
      usersOnly: format.subject === 'users' || !options.preEnroll,
    },
    rules: { strict: options.strict, minimumCodeLength, tenantDomain, separator: format.separator },
  }
}
