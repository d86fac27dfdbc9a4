import { builtInRoles } from '../contract/permissions.ts'
import type { Db } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'

/** At every start the built-in roles get what this version says they may do. */
export async function storeBuiltInRoles(db: Db): Promise<void> {
  for (const [name, permissions] of Object.entries(builtInRoles))
    await db
      .insertInto('role')
      .values({ id: uuidv7(), name, permissions: [...permissions], built_in: true })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({ permissions: [...permissions], built_in: true }),
      )
      .execute()
}
