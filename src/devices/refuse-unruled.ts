import type { AttributeRule } from '../contract/bulk-enrollment.ts'
import type { Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { attributeErrors } from './attribute-rules.ts'

type Values = Readonly<Record<string, string>>

/** @throws {Problem} that names each value which the rules do not allow */
export function refuseUnruled(rules: readonly AttributeRule[], values: Values): void {
  const errors = attributeErrors(rules, values)
  if (errors.length === 0) return
  const detail = errors.map(({ message }) => message).join('; ')
  throw new Problem('bulk-enrollment.attribute-invalid', { detail, errors })
}

/** The rules of a bulk enrollment hold for its devices wherever they are changed. */
export async function refuseUnruledOf(trx: Trx, deviceId: string, values: Values): Promise<void> {
  const list = await trx
    .selectFrom('bulk_enrollment as b')
    .innerJoin('device as d', 'd.bulk_enrollment_id', 'b.id')
    .select('b.attributes')
    .where('d.id', '=', deviceId)
    .executeTakeFirst()
  if (list) refuseUnruled(list.attributes as AttributeRule[], values)
}
