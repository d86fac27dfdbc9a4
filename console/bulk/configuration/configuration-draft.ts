import { BulkConfiguration, type ExtraValue } from '../../../src/contract/bulk-configuration.ts'

export type EntryType = 'text' | 'number' | 'boolean'
/** A key with its value as it is typed. `stored`: a secret that the server has and does not show. */
export type Entry = { id: number; key: string; type: EntryType; value: string; stored: boolean }
export const groups = ['productKeys', 'systemExtras', 'customKeys'] as const
export type Group = (typeof groups)[number]

export const agentFields = [
  /** The key of an uploaded agent. */
  'hostedAgent',
  'component',
  'downloadUrl',
  'signatureChecksum',
  'packageChecksum',
  'minimumVersionCode',
  'tokenKey',
  'serverKey',
] as const
export type AgentField = (typeof agentFields)[number]

export type ConfigurationDraft = { agent: Record<AgentField, string>; compact: boolean } & Record<
  Group,
  Entry[]
>

let lastId = 0
export const newEntry = (key: string, type: EntryType, value = ''): Entry => ({
  id: ++lastId,
  key,
  type,
  value,
  stored: false,
})

const typeOf = (value: ExtraValue): EntryType =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'

export const agentDraft = (agent: BulkConfiguration['agent']): ConfigurationDraft['agent'] =>
  Object.fromEntries(agentFields.map((field) => [field, String(agent[field] ?? '')])) as Record<
    AgentField,
    string
  >

export const entriesFor = (values: Record<string, ExtraValue>): Entry[] =>
  Object.entries(values).map(([key, value]) => newEntry(key, typeOf(value), String(value)))

export function toDraft(configuration: BulkConfiguration): ConfigurationDraft {
  const entriesOf = (group: Group): Entry[] => {
    const shown = entriesFor(configuration[group])
    const hidden = configuration.secrets
      .filter((path) => path.startsWith(`${group}.`))
      .map((path) => ({ ...newEntry(path.slice(group.length + 1), 'text'), stored: true }))
    return [...shown, ...hidden]
  }
  return {
    agent: agentDraft(configuration.agent),
    compact: configuration.compact,
    productKeys: entriesOf('productKeys'),
    systemExtras: entriesOf('systemExtras'),
    customKeys: entriesOf('customKeys'),
  }
}

/** What is no number stays text, so that the server can say so beside its field. */
function valueOf({ type, value }: Entry): ExtraValue {
  if (type === 'boolean') return value === 'true'
  if (type === 'number' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  return value
}

const keeps = ({ stored, value }: Entry): boolean => stored && value === ''

export function toConfiguration(draft: ConfigurationDraft): BulkConfiguration {
  const { component, downloadUrl, signatureChecksum, packageChecksum, minimumVersionCode } = draft.agent
  const orNull = (text: string) => text.trim() || null
  const valuesOf = (group: Group) =>
    Object.fromEntries(
      draft[group]
        .filter((entry) => entry.key.trim() !== '' && !keeps(entry))
        .map((entry) => [entry.key.trim(), valueOf(entry)]),
    )
  return {
    agent: {
      component: component.trim(),
      downloadUrl: orNull(downloadUrl),
      signatureChecksum: orNull(signatureChecksum),
      packageChecksum: orNull(packageChecksum),
      minimumVersionCode: minimumVersionCode.trim() === '' ? null : Number(minimumVersionCode),
      hostedAgent: orNull(draft.agent.hostedAgent),
      tokenKey: draft.agent.tokenKey.trim(),
      serverKey: draft.agent.serverKey.trim(),
    },
    compact: draft.compact,
    productKeys: valuesOf('productKeys'),
    systemExtras: valuesOf('systemExtras'),
    customKeys: valuesOf('customKeys'),
    secrets: groups.flatMap((group) => draft[group].filter(keeps).map(({ key }) => `${group}.${key}`)),
  }
}

/** Complaints about the shape of what was typed, by the same pointers as the server's. */
export function faultsOf(draft: ConfigurationDraft): { pointer: string; message: string }[] {
  const parsed = BulkConfiguration.safeParse(toConfiguration(draft))
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message }))
}
