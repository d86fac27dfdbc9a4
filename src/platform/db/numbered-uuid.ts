import { sql, type RawBuilder } from 'kysely'

/**
 * Ids for a set-based insert: UUIDv7 of the statement's millisecond (RFC 9562, section 6.2, method 1). The 24 bits after the time
 * hold the row's number, so that an index grows at its end and rows sort as they are numbered; the last 48 are random.
 */
export const numberedUuid = (number: RawBuilder<unknown>): RawBuilder<unknown> => {
  const count = sql`lpad(to_hex(${number}), 6, '0')`
  return sql`(left(${time}, 8) || '-' || right(${time}, 4) || '-7' || left(${count}, 3) || '-8' || right(${count}, 3)
    || '-' || right(gen_random_uuid()::text, 12))::uuid`
}

const time = sql`lpad(to_hex(floor(extract(epoch from statement_timestamp()) * 1000)::bigint), 12, '0')`
