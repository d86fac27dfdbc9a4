import type pg from 'pg'

/** A stable text of the catalog: what the migrations make, readable in one place and compared by a test. */
export async function generateSchema(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string; columns: string }>(`
    select c.relname as name, string_agg(
      '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end
        || case when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end,
      E',\\n' order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    group by c.relname order by c.relname`)
  const { rows: constraints } = await pool.query<{ line: string }>(`
    select 'alter table ' || conrelid::regclass || ' add constraint ' || conname || ' ' || pg_get_constraintdef(oid) || ';' as line
    from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c')
    order by conrelid::regclass::text, contype, conname`)
  const { rows: indexes } = await pool.query<{ line: string }>(`
    select indexdef || ';' as line from pg_indexes where schemaname = 'public' order by tablename, indexname`)
  const parts = [
    '-- Generated from the migrated catalog by "npm run generate". Do not edit; write a migration.',
    ...tables.map(({ name, columns }) => `create table ${name} (\n${columns}\n);`),
    constraints.map(({ line }) => line).join('\n'),
    indexes.map(({ line }) => line).join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}
