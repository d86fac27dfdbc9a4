import type { Import, ImportOptions, RowProblem } from '../contract/import.ts'
import { aliasesOf } from '../contract/manufacturer.ts'
import type { Trx } from '../platform/db/database.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { findTarget } from './find-target.ts'
import { fieldByName, fields, isAttribute } from './fields.ts'
import { formatById } from './formats.ts'
import { findSource } from './import-store.ts'
import { decideMode, type PlanContext } from './plan-work.ts'

/** What a field is taken from when the file has no column for it (derive-row.ts). */
const takenFrom: Record<string, string[]> = {
  userName: ['owner', 'email'],
  email: ['owner'],
  name: ['firstName', 'middleName', 'lastName'],
  serial: ['hardwareId'],
  imei: ['hardwareId'],
  meid: ['hardwareId'],
  identifier: ['serial', 'imei', 'meid', 'hardwareId'],
}

/** Everything the steps of a planning know. */
export async function planContext(trx: Trx, id: string, now: Date): Promise<PlanContext> {
  const source = await findSource(trx, id)
  const format = formatById(source.format ?? '')
  const options = source.options as ImportOptions
  const used = new Map(source.mapping.flatMap(({ field, column }) => (field ? [[field, column]] : [])))
  const sourceOf = (field: string) => [field, ...(takenFrom[field] ?? [])].find((name) => used.has(name))
  const attributes = [...used.keys()].filter(isAttribute).flatMap((name) => fieldByName(name) ?? [])
  const settings = await readEnrollmentSettings(trx)
  return {
    id,
    now,
    columns: [...fields, ...attributes],
    nameOf: (field) => used.get(sourceOf(field) ?? '') ?? columnName(format.columns, field),
    has: (field) => sourceOf(field) !== undefined,
    derives: !format.matrix,
    format,
    defaults: { ...format.defaults, ...(options.platform ? { platform: options.platform } : {}) },
    existingUsers: options.existingUsers ?? 'replace',
    target: await findTarget(trx, options.target),
    moveFromOtherLists: options.moveFromOtherLists ?? false,
    mode: await decideMode(trx, id),
    defaultDays: settings.defaultExpirationDays,
    aliases: aliasesOf(settings.manufacturerAliases),
    clearsToConfirm: settings.clearsToConfirm,
    fileWarnings: fileWarnings(source.warnings),
  }
}

const columnName = (columns: readonly { name: string; field: string }[], field: string) =>
  columns.find((column) => column.field === field)?.name ?? field

/** What was told of the file as a whole while it was read; a new plan keeps it. */
const fileWarnings = (warnings: unknown): Import['warnings'] =>
  (warnings as (RowProblem & { line: number | null })[]).filter(({ code }) => ofFile.has(code))

const ofFile = new Set(['code.shared'])
