import { admissionDocument } from '../src/admission/admission-document.ts'
import { openDatabase, type Connection } from '../src/platform/db/database.ts'
import { generateErrors } from './generate-errors.ts'
import { generateImportFormats } from './generate-import-formats.ts'
import { generateOpenApi } from './generate-openapi.ts'
import { generateSchema } from './generate-schema.ts'
import { generateTables } from './generate-tables.ts'

/** Every generated file that is committed, by its path; `connection` leads to a migrated database. */
export async function generatedFiles(connection: Connection): Promise<Record<string, string>> {
  const { pool, close } = openDatabase(connection, 2)
  try {
    return {
      'src/platform/db/tables.ts': await generateTables(pool),
      'migrations/schema.sql': await generateSchema(pool),
      'openapi.json': await generateOpenApi(connection),
      'docs/errors.md': generateErrors(),
      'docs/admission.md': admissionDocument(),
      'docs/import-formats.md': generateImportFormats(),
    }
  } finally {
    await close()
  }
}
