import {
  ApplyZeroTouchResult,
  type ZeroTouchEntry,
  ZeroTouchPreview,
  type ZeroTouchSetup,
} from '../contract/google.ts'
import type { Client } from './client.ts'
import { numberOf } from './google-text.ts'
import { CommandError, table, type Output } from './output.ts'
import { listEntries, listSetups } from './zero-touch-calls.ts'

export type ApplyOptions = { configuration?: string; none?: true; preview?: true; yes?: true }

/** The preview first: who would not be admitted is named before anything changes. Exit code 1 when not all was done. */
export async function applyZeroTouch(
  client: Client,
  output: Output,
  keys: string[],
  options: ApplyOptions,
): Promise<number> {
  if ((options.configuration === undefined) === (options.none === undefined))
    throw new CommandError('Give one of --configuration and --none', 2)
  const setup = options.configuration === undefined ? null : await findSetup(client, options.configuration)
  const entries = chosenOf(await listEntries(client), keys)
  const order = { deviceIds: entries.map(({ deviceId }) => deviceId), configuration: setup?.name ?? null }
  if (setup || options.preview) {
    const preview = await foresee(client, order)
    if (options.preview) {
      output.result(preview, () => previewText(preview))
      return 0
    }
    const others = preview.items.filter(({ outcome }) => outcome !== 'admit').length
    if (others > 0 && !options.yes)
      throw new CommandError(
        `${others} of ${entries.length} would not be admitted:\n${previewText(preview)}\nRepeat with --yes.`,
      )
  }
  const result = await applyInParts(client, order)
  output.result(result, () => resultText(result, entries))
  return result.failed.length > 0 ? 1 : 0
}

async function findSetup(client: Client, key: string): Promise<ZeroTouchSetup> {
  const found = (await listSetups(client)).filter(({ name, title }) => name === key || title === key)
  const [setup] = found
  if (!setup)
    throw new CommandError(
      `There is no configuration “${key}” (muster google zero-touch configurations shows them)`,
    )
  if (found.length > 1)
    throw new CommandError(
      `${found.length} configurations are called “${key}”: ${found.map(({ name }) => name).join(', ')}`,
    )
  return setup
}

function chosenOf(entries: ZeroTouchEntry[], keys: string[]): ZeroTouchEntry[] {
  const chosen = new Map<string, ZeroTouchEntry>()
  for (const key of keys) {
    const found = entries.filter((each) => isCalled(each, key))
    const [entry] = found
    if (!entry) throw new CommandError(`The customer has no zero-touch device “${key}”; nothing was changed`)
    if (found.length > 1)
      throw new CommandError(
        `${found.length} devices are called “${key}”: ${found.map(({ deviceId }) => deviceId).join(', ')}`,
      )
    chosen.set(entry.deviceId, entry)
  }
  return [...chosen.values()]
}

const isCalled = ({ deviceId, claimed: { imei, imei2, meid, serial } }: ZeroTouchEntry, key: string) =>
  [deviceId, imei, imei2, meid, serial].includes(key)

type Order = { deviceIds: string[]; configuration: string | null }
type Preview = { items: ZeroTouchEntry[]; missing: string[] }

/** As many as one order may name. */
const mostAtOnce = 500
/** Google takes one device after the other; a small order is answered in time. */
const fewAtOnce = 20

function* partsOf({ deviceIds, configuration }: Order, size: number): Generator<Order> {
  for (let from = 0; from < deviceIds.length; from += size)
    yield { deviceIds: deviceIds.slice(from, from + size), configuration }
}

async function foresee(client: Client, order: Order): Promise<Preview> {
  const preview: Preview = { items: [], missing: [] }
  for (const part of partsOf(order, mostAtOnce)) {
    const { items, missing } = await client.call(ZeroTouchPreview, 'POST', '/google/zero-touch/preview', part)
    preview.items.push(...items)
    preview.missing.push(...missing)
  }
  return preview
}

async function applyInParts(client: Client, order: Order): Promise<ApplyZeroTouchResult> {
  const result: ApplyZeroTouchResult = { done: 0, failed: [] }
  for (const part of partsOf(order, fewAtOnce))
    try {
      const { done, failed } = await client.call(
        ApplyZeroTouchResult,
        'POST',
        '/google/zero-touch/apply',
        part,
      )
      result.done += done
      result.failed.push(...failed)
    } catch (error) {
      if (result.done === 0 || !(error instanceof CommandError)) throw error
      throw new CommandError(`${result.done} devices were done before this: ${error.message}`)
    }
  return result
}

const previewText = ({ items, missing }: Preview): string =>
  [
    table(
      ['Number', 'Would be', 'Reason', 'Device'],
      items.map((each) => [
        numberOf(each.claimed, each.deviceId),
        each.outcome,
        each.reason,
        each.deviceIdentifier,
      ]),
    ),
    ...missing.map((id) => `${id} is not with the customer any more`),
  ].join('\n')

function resultText({ done, failed }: ApplyZeroTouchResult, entries: ZeroTouchEntry[]): string {
  const nameOf = (id: string) => {
    const entry = entries.find(({ deviceId }) => deviceId === id)
    return entry ? numberOf(entry.claimed, id) : id
  }
  return [
    `${done} done, ${failed.length} failed`,
    ...failed.map(({ deviceId, message }) => `  ${nameOf(deviceId)}: ${message}`),
  ].join('\n')
}
