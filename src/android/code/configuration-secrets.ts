import type { BulkConfiguration, ExtraValue } from '../../contract/bulk-configuration.ts'
import type { Secrets } from '../../platform/secrets/secrets.ts'
import { findExtra } from '../../protocol/android/extras.ts'

/** Values that are kept sealed, by their path in the configuration (`systemExtras.WIFI_PASSWORD`). */
export type SecretValues = Record<string, ExtraValue>

const place = (id: string): string => `bulk_enrollment.configuration_sealed:${id}`

export const sealValues = (secrets: Secrets, id: string, values: SecretValues): Buffer | null =>
  Object.keys(values).length === 0 ? null : secrets.seal(place(id), JSON.stringify(values))

export const openValues = (secrets: Secrets, id: string, sealed: Buffer | null): SecretValues =>
  sealed ? (JSON.parse(secrets.openText(place(id), sealed)) as SecretValues) : {}

/** What Android's list calls secret, and what by its name is one. */
const isSecretExtra = (short: string): boolean => findExtra(short)?.secret ?? false
const isSecretKey = (key: string): boolean =>
  /password|passwd|secret|token|cookie|private|credential/i.test(key)

const groups = { systemExtras: isSecretExtra, productKeys: isSecretKey, customKeys: isSecretKey } as const
type Group = keyof typeof groups

/** Parts a configuration into what may be shown and what is sealed. Secrets named in `secrets` and not given anew stay as they were. */
export function partSecrets(
  wanted: BulkConfiguration,
  before: SecretValues,
): { open: BulkConfiguration; values: SecretValues } {
  const kept = wanted.secrets.filter((path) => path in before).map((path) => [path, before[path]!] as const)
  const values: SecretValues = Object.fromEntries(kept)
  const open = { ...wanted }
  for (const group of Object.keys(groups) as Group[]) {
    const entries = Object.entries(wanted[group])
    open[group] = Object.fromEntries(entries.filter(([key]) => !groups[group](key)))
    for (const [key, value] of entries) if (groups[group](key)) values[`${group}.${key}`] = value
  }
  return { open: { ...open, secrets: Object.keys(values).sort() }, values }
}

/** The configuration with its secrets in place. */
export function joinSecrets(open: BulkConfiguration, values: SecretValues): BulkConfiguration {
  const joined = { ...open }
  for (const [path, value] of Object.entries(values)) {
    const dot = path.indexOf('.')
    const group = path.slice(0, dot) as Group
    joined[group] = { ...joined[group], [path.slice(dot + 1)]: value }
  }
  return joined
}
