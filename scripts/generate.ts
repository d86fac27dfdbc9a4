import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openDatabase } from '../src/platform/db/database.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { generatedFiles } from './generated-files.ts'
import { withTemporaryDatabase } from './temporary-database.ts'

/** `npm run generate`: writes what is made from the migrations, the routes, the problems and the rules. */
const root = path.dirname(import.meta.dirname)

const files = await withTemporaryDatabase(async (connection) => {
  const { pool, close } = openDatabase(connection, 2)
  await migrate(pool, path.join(root, 'migrations'))
  await close()
  return generatedFiles(connection)
})
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, name)
  if (read(file) === text) continue
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${name}`)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
