import { InvalidArgumentError, type Command } from 'commander'
import { z } from 'zod'
import { BulkDevice, BulkEnrollment } from '../contract/bulk-enrollment.ts'
import { page } from '../contract/common.ts'
import type { BulkCli } from './bulk-commands.ts'
import type { Client } from './client.ts'
import { importCommand } from './import-command.ts'
import { CommandError, table, type Output } from './output.ts'
import { saveTo } from './save-to.ts'

export function registerBulkDevices(
  { client, output }: BulkCli,
  named: (verb: string, description: string) => Command,
): void {
  named('devices', 'the devices of a bulk enrollment')
    .option('--search <text>', 'in what identifies them')
    .option('--status <status>', 'enrolling, expired, enrolled or withdrawn')
    .option('--out <file>', 'write all of them to a CSV file that imports as unchanged')
    .action(async (key: string, options: ListOptions) => listDevices(client(), output(), key, options))
  named('add', 'add one device: by its IMEI, or by serial number and manufacturer')
    .option('--imei <number>')
    .option('--serial <number>')
    .option('--manufacturer <name>')
    .option('--identifier <name>', 'its name; made of its numbers when left out')
    .option('--attribute <name=value>', 'a custom attribute; may be repeated', gather, {})
    .action(async (key: string, options: AddOptions) => addDevice(client(), output(), key, options))
  named('upload', 'upload a CSV of devices, and apply it')
    .argument('<file>')
    .option('--plan', 'show what it would do and change nothing')
    .option('--move', 'take devices off other lists that have them; else their rows are rejected')
    .option('--clear-mark <text>', 'what a cell says to take a custom attribute away (without: -)')
    .option('--on-reject <what>', 'when rows are rejected: abort or skip', 'abort')
    .addHelpText('after', '\nExit code: 0 done, 1 rows were rejected or nothing was done, 2 wrong usage.')
    .action(async (key: string, file: string, options: UploadOptions) => {
      process.exitCode = await upload(client(), output(), { key, file, options })
    })
}

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

export const gather = (text: string, before: Record<string, string>): Record<string, string> => {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write "name=value".')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

/** By its id, or by its name as it is written. */
export async function findBulk(client: Client, key: string): Promise<BulkEnrollment> {
  if (z.uuid().safeParse(key).success) return client.call(BulkEnrollment, 'GET', `/bulk-enrollments/${key}`)
  const query = new URLSearchParams({ q: key, limit: '500' })
  const { items } = await client.call(page(BulkEnrollment), 'GET', `/bulk-enrollments?${query.toString()}`)
  const found = items.find(({ name }) => name === key)
  if (!found) throw new CommandError(`There is no bulk enrollment “${key}” (muster bulk list shows them)`)
  return found
}

type ListOptions = { search?: string; status?: string; out?: string }

async function listDevices(client: Client, output: Output, key: string, options: ListOptions): Promise<void> {
  const { search, status, out } = options
  const { id, name, deviceCount } = await findBulk(client, key)
  const path = `/bulk-enrollments/${id}/devices`
  if (out !== undefined) {
    await saveTo(out, await client.bytes(`${path}.csv`))
    return output.result({ id, name, devices: deviceCount, file: out }, () => `Wrote ${out}`)
  }
  const given = Object.entries({ q: search, status }).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams([['limit', '500'], ...(given as [string, string][])])
  const found = await client.call(page(BulkDevice), 'GET', `${path}?${query.toString()}`)
  output.result(found, () =>
    table(
      ['Device', 'State', 'IMEI', 'Serial', 'Manufacturer', 'User', 'Custom attributes'],
      found.items.map((each) => [
        each.identifier,
        each.status,
        each.imei,
        each.serial,
        each.manufacturer,
        each.userName,
        attributesText(each.customAttributes),
      ]),
    ),
  )
}

const attributesText = (attributes: Record<string, string>): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

type AddOptions = {
  imei?: string
  serial?: string
  manufacturer?: string
  identifier?: string
  attribute: Record<string, string>
}

async function addDevice(client: Client, output: Output, key: string, options: AddOptions): Promise<void> {
  const { attribute: customAttributes, imei, serial, manufacturer, identifier } = options
  const { id, name } = await findBulk(client, key)
  const fields = { imei, serial, manufacturer, identifier }
  const body = { ...fields, customAttributes }
  const device = await client.call(BulkDevice, 'POST', `/bulk-enrollments/${id}/devices`, body)
  output.result(device, () => `Added ${device.identifier} to “${name}”`)
}

type UploadOptions = { plan?: true; move?: true; clearMark?: string; onReject: string }
type Upload = { key: string; file: string; options: UploadOptions }

async function upload(client: Client, output: Output, { key, file, options }: Upload): Promise<number> {
  const { plan, move, clearMark, onReject } = options
  if (onReject !== 'abort' && onReject !== 'skip') throw new CommandError('--on-reject is abort or skip', 2)
  const { id } = await findBulk(client, key)
  return importCommand(
    { client, output, terminal: process.stderr },
    {
      file,
      planOnly: Boolean(plan),
      fields: { format: 'android-bulk' },
      mapping: [],
      options: { target: id, ...(move && { moveFromOtherLists: true }), ...(clearMark && { clearMark }) },
      apply: { onReject, mail: 'changed' },
    },
  )
}
