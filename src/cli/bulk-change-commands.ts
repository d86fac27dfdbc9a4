import type { Command } from 'commander'
import {
  AttributeRules,
  AttributeType,
  BulkDevicesResult,
  BulkEnrollment,
} from '../contract/bulk-enrollment.ts'
import { Device } from '../contract/device.ts'
import type { BulkCli } from './bulk-commands.ts'
import { findBulk, gather } from './bulk-device-commands.ts'
import { bulkText } from './bulk-text.ts'
import type { Client } from './client.ts'
import { devicePath, whichDevice } from './device-path.ts'
import { CommandError, type Output } from './output.ts'

/** What is changed of a bulk enrollment and its devices, one by one. */
export function registerBulkChanges(
  { client, output }: BulkCli,
  named: (verb: string, description: string) => Command,
): void {
  named('edit', 'change its name, description or user')
    .option('--name <text>')
    .option('--description <text>', 'empty: none')
    .option('--user <name>', 'whose the devices are that enroll from now on')
    .option('--no-user', 'nobody’s')
    .option('--follow-list', 'later lists change the custom attributes of enrolled devices, too')
    .option('--no-follow-list', 'custom attributes are set once, at enrollment')
    .action(async (key: string, options: EditOptions) => editBulk(client(), output(), key, options))
  named('attributes', 'set which custom attributes its devices may have; without any, every one')
    .argument(
      '[attributes...]',
      `name, or name:type (${AttributeType.options.join(', ')}), or name:type:required`,
    )
    .action(async (key: string, rules: string[]) => setRules(client(), output(), key, rules))
  named('defaults', 'set which custom attributes its devices have where the list says nothing')
    .argument('[attributes...]', 'name=value; without any: none')
    .action(async (key: string, words: string[]) => setDefaults(client(), output(), key, words))
  named('edit-device', 'change one of its devices')
    .argument('<device>', whichDevice)
    .option('--imei <number>', 'empty: none')
    .option('--imei2 <number>', 'empty: none')
    .option('--serial <number>', 'empty: none')
    .option('--manufacturer <name>', 'empty: none')
    .option('--attribute <name=value>', 'a custom attribute; may be repeated; no value: none', gather, {})
    .action(async (key: string, device: string, options: DeviceOptions) =>
      editDevice(client(), output(), { key, device, options }),
    )
  named('remove', 'delete devices from it that have not enrolled')
    .argument('<devices...>', whichDevice)
    .option('--yes', 'although there are several')
    .action(async (key: string, devices: string[], { yes }: { yes?: true }) =>
      removeDevices(client(), output(), { key, devices, yes: Boolean(yes) }),
    )
}

type EditOptions = { name?: string; description?: string; user?: string | false; followList?: boolean }

async function editBulk(client: Client, output: Output, key: string, options: EditOptions): Promise<void> {
  const { name, description, user, followList } = options
  const patch = {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description: description || null }),
    ...(user === undefined ? {} : { userName: user === false ? null : user }),
    ...(followList === undefined ? {} : { attributesFollowList: followList }),
  }
  if (Object.keys(patch).length === 0)
    throw new CommandError('Say what to change (--help shows what can be)', 2)
  await changeBulk(client, output, key, patch)
}

async function changeBulk(client: Client, output: Output, key: string, patch: object): Promise<void> {
  const { id } = await findBulk(client, key)
  const changed = await client.call(BulkEnrollment, 'PATCH', `/bulk-enrollments/${id}`, patch)
  output.result(changed, () => bulkText(changed))
}

async function setRules(client: Client, output: Output, key: string, words: string[]): Promise<void> {
  const read = AttributeRules.safeParse(words.map(ruleOf))
  if (!read.success)
    throw new CommandError(
      `Attributes cannot be so: ${read.error.issues.map((issue) => issue.message).join('; ')}`,
      2,
    )
  await changeBulk(client, output, key, { attributes: read.data })
}

async function setDefaults(client: Client, output: Output, key: string, words: string[]): Promise<void> {
  const wrong = words.find((word) => !/^[^=]+=./s.test(word))
  if (wrong !== undefined) throw new CommandError(`Write name=value, not “${wrong}”`, 2)
  const defaultAttributes = words.reduce<Record<string, string>>((all, word) => gather(word, all), {})
  await changeBulk(client, output, key, { defaultAttributes })
}

/** Types have no colon in them, so names may. */
function ruleOf(word: string): object {
  const [, name = word, type = 'text', required] = /^(.+?):([a-z]+)(:required)?$/.exec(word) ?? []
  return { name, type, required: required !== undefined }
}

type DeviceOptions = {
  imei?: string
  imei2?: string
  serial?: string
  manufacturer?: string
  attribute: Record<string, string>
}
type DeviceChange = { key: string; device: string; options: DeviceOptions }

async function editDevice(
  client: Client,
  output: Output,
  { key, device, options }: DeviceChange,
): Promise<void> {
  const { attribute, ...numbers } = options
  const given = Object.entries(numbers).map(([name, value]) => [name, value || null])
  const attributes = Object.entries(attribute).map(([name, value]) => [name, value || null])
  const set = {
    ...Object.fromEntries(given),
    ...(attributes.length > 0 && { customAttributes: Object.fromEntries(attributes) }),
  }
  if (Object.keys(set).length === 0)
    throw new CommandError('Say what to change (--help shows what can be)', 2)
  const { id } = await findBulk(client, key)
  const found = await client.call(Device, 'GET', devicePath(device))
  const path = `/bulk-enrollments/${id}/devices`
  const result = await client.call(BulkDevicesResult, 'PATCH', path, { ids: [found.id], set })
  report(output, result, `Changed ${found.identifier}`)
}

type Removal = { key: string; devices: string[]; yes: boolean }

async function removeDevices(client: Client, output: Output, { key, devices, yes }: Removal): Promise<void> {
  const { id, name } = await findBulk(client, key)
  const found: Device[] = []
  for (const device of devices) found.push(await client.call(Device, 'GET', devicePath(device)))
  if (found.length > 1 && !yes)
    throw new CommandError(`${found.length} devices of “${name}” would be deleted. Repeat with --yes.`)
  const ids = found.map((device) => device.id)
  const result = await client.call(BulkDevicesResult, 'DELETE', `/bulk-enrollments/${id}/devices`, { ids })
  report(output, result, `Deleted ${result.done} of ${found.length} from “${name}”`)
}

/** What stayed as it was is a failure, and named with its reason. */
function report(output: Output, result: BulkDevicesResult, done: string): void {
  const kept = result.kept.map(({ identifier, message }) => `${identifier} stays: ${message}`)
  output.result(result, () => [...(result.done > 0 ? [done] : []), ...kept].join('\n'))
  if (kept.length > 0) process.exitCode = 1
}
