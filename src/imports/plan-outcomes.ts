import { sql } from 'kysely'
import type { Import, ImportCounts, RowProblem } from '../contract/import.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { PlanContext } from './plan-work.ts'

/**
 * Writes the plan from the work table. A user on several lines is created or changed by the first of them that is not rejected;
 * on the others the user is unchanged.
 */
export async function storePlan(trx: Trx, { id, mode }: PlanContext): Promise<void> {
  await sql`delete from import_plan where import_id = ${id}`.execute(trx)
  await sql`analyze import_work`.execute(trx)
  await sql`
    with problem as (
      select line, jsonb_agg(jsonb_build_object(
        'column', "column", 'code', code, 'message', message, 'severity', severity) order by position) as problems
      from import_problem group by line
    ), first_line as (
      select user_name, min(line) as line from import_work where not rejected and user_name is not null group by user_name
    ), part as (
      select w.*, coalesce(problem.problems, '[]') as problems,
        coalesce(w.user_id, case when first.line is not null then fw.new_user_id end) as planned_user_id,
        case when w.rejected or w.identifier_key is null or ${mode} = 'users' then null
          when w.device_id is null then 'create' when w.device_changes = '[]' then 'unchanged' else 'update' end as device_outcome,
        case when w.rejected or w.user_name is null then null
          when first.line <> w.line then 'unchanged'
          when w.user_id is null then 'create' when w.user_changes = '[]' then 'unchanged' else 'update' end as user_outcome
      from import_work w
        left join problem on problem.line = w.line
        left join first_line first on first.user_name = w.user_name
        left join import_work fw on fw.line = first.line
    )
    insert into import_plan (import_id, line, outcome, device_outcome, user_outcome, device_id, device_revision, user_id,
      user_updated_at, changes, problems)
    select ${id}, line,
      case when rejected then 'reject'
        when device_outcome = 'unchanged' and user_outcome in ('create', 'update') then 'update'
        else coalesce(device_outcome, user_outcome, 'unchanged') end,
      device_outcome, user_outcome,
      case when identifier_key is not null then coalesce(device_id, new_device_id) end, device_revision,
      planned_user_id, user_updated_at,
      case when rejected then '[]'
        when user_outcome = 'update' then user_changes || device_changes else device_changes end,
      problems
    from part`.execute(trx)
  // The apply joins these tables; without numbers the planner would take them for empty.
  await sql`analyze import_row`.execute(trx)
  await sql`analyze import_plan`.execute(trx)
}

type Counted = { outcome: keyof ImportCounts; rows: number; clear: number }

/** Cells that lose a value are counted in rows that would be applied. */
export async function countOutcomes(db: Db, id: string): Promise<ImportCounts> {
  const { rows } = await sql<Counted>`
    select outcome, count(*) as rows, coalesce(sum(jsonb_array_length(
      jsonb_path_query_array(changes, '$[*] ? (@.after == null)'))) filter (where changes <> '[]'), 0) as clear
    from import_plan where import_id = ${id} group by outcome`.execute(db)
  const counts = { rows: 0, create: 0, update: 0, unchanged: 0, clear: 0, reject: 0, mails: 0 }
  for (const { outcome, rows: n, clear } of rows) {
    counts.rows += n
    counts[outcome] += n
    counts.clear += clear
  }
  return counts
}

/**
 * Check-in mails by what may be asked for at apply (B44, S19): to new or changed addresses, or to every device of the file that has
 * one. An enrolled device needs none.
 */
export async function countMails(trx: Trx, { mode }: PlanContext): Promise<Import['mails']> {
  if (mode === 'users') return { changed: 0, all: 0 }
  const { rows } = await sql<Import['mails']>`
    select count(*) filter (where device_id is null
        or device_changes @> '[{"field": "registrationEmail"}]') as changed, count(*) as all
    from import_work
    where not rejected and identifier_key is not null and mail_to is not null and device_status is distinct from 'enrolled'`.execute(
    trx,
  )
  return rows[0]!
}

const shownPerCode = 20

type Listed = RowProblem & { line: number; total: number; n: number }

/** The warnings of the rows for the head of the plan: the first of each kind, and how many more there are. */
export async function listWarnings(db: Db, id: string): Promise<Import['warnings']> {
  const { rows } = await sql<Listed>`
    with warning as (
      select line, problem from import_row cross join lateral jsonb_array_elements(problems) as problem
      where import_id = ${id} and problems <> '[]' and problem->>'severity' = 'warning'
      union all
      select line, problem from import_plan cross join lateral jsonb_array_elements(problems) as problem
      where import_id = ${id} and problems <> '[]' and problem->>'severity' = 'warning'
    ), numbered as (
      select line, problem, row_number() over kind as n, count(*) over (partition by problem->>'code') as total
      from warning window kind as (partition by problem->>'code' order by line)
    )
    select line, n, total, problem->>'column' as "column", problem->>'code' as code, problem->>'message' as message,
      problem->>'severity' as severity
    from numbered where n <= ${shownPerCode} order by line, code`.execute(db)
  const listed = rows.map(({ line, column, code, message, severity }) => ({
    line,
    column,
    code,
    message,
    severity,
  }))
  const more = rows
    .filter(({ n, total }) => n === shownPerCode && total > n)
    .map(({ column, code, severity, total }) => ({
      column,
      code,
      severity,
      line: null,
      message: `${total - shownPerCode} more rows have a warning of this kind`,
    }))
  return [...listed, ...more]
}

/** How many records the plan writes; a user on several lines is one. */
export async function countParts(db: Db, id: string): Promise<{ devices: number; users: number }> {
  const { rows } = await sql<{ devices: number; users: number }>`
    select count(*) filter (where device_outcome in ('create', 'update')) as devices,
           count(*) filter (where user_outcome in ('create', 'update')) as users
    from import_plan where import_id = ${id}`.execute(db)
  return rows[0]!
}
