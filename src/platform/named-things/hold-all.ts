import type { Trx } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { holdNames, type NamedKind } from './named-thing-store.ts'

/** The ids of these names, held until the transaction ends. @throws {Problem} naming those that do not exist */
export async function holdAll(trx: Trx, kind: NamedKind, names: readonly string[]): Promise<string[]> {
  const ids = await holdNames(trx, kind, names)
  const missing = names.filter((name) => !ids.has(name))
  if (missing.length > 0)
    throw new Problem(`${kind.name}.not-found`, {
      detail: `There is no ${kind.name} ${missing.join(', ')}`,
      names: missing,
    })
  return [...ids.values()]
}
