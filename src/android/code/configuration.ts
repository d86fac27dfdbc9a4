import { isDeepStrictEqual } from 'node:util'
import {
  type BulkAgent,
  BulkConfiguration,
  type BulkConfigurationAnswer,
  type ConfigurationFinding,
} from '../../contract/bulk-configuration.ts'
import { lockAgentChoice, type AgentRecord } from '../../hosted-agents/hosted-agent-store.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { Problem } from '../../platform/problem.ts'
import type { Db } from '../../platform/db/database.ts'
import {
  provisioningJson,
  provisioningPayload,
  type Provisioning,
} from '../../protocol/android/provisioning.ts'
import {
  bulkNotFound,
  lockOrRefuse,
  noteBulk,
  openBulkToken,
  type BulkPlatform,
  type SealedToken,
} from '../bulk/change-bulk-enrollments.ts'
import { findBulk, setConfiguration, type BulkRecord } from '../bulk/bulk-enrollment-store.ts'
import { readChecksums, type ChecksumError } from './checksums.ts'
import {
  joinSecrets,
  openValues,
  partSecrets,
  sealValues,
  type SecretValues,
} from './configuration-secrets.ts'
import { checkAgentAndAll, checkHosted, findHosted, withHosted } from './hosted-choice.ts'
import { qrFacts } from './qr.ts'

type Means = BulkPlatform & { publicUrl: () => string }

/** A bulk enrollment with its configuration and the secrets of that, open and as they are stored. */
export type Configured = {
  record: BulkRecord
  configuration: BulkConfiguration
  values: SecretValues
  sealed: Buffer | null
  /** The uploaded agent that it names. */
  hosted: AgentRecord | undefined
}
type Described = Pick<Configured, 'record' | 'configuration' | 'values' | 'hosted'>

export async function findConfigured({ db, secrets, clock }: BulkPlatform, id: string): Promise<Configured> {
  const record = await findBulk(db, id, clock())
  if (!record) throw bulkNotFound(id)
  const { open, sealed } = await readConfiguration(db, id)
  const hosted = await findHosted(db, open.agent)
  return { record, configuration: open, values: openValues(secrets, id, sealed), sealed, hosted }
}

/**
 * What the entity tag is made of. Sealed secrets stand for their values, so that another password is another tag and the tag says
 * nothing of the password.
 */
export const configurationTag = ({
  configuration,
  sealed,
}: Pick<Configured, 'configuration' | 'sealed'>) => ({
  configuration,
  sealed: sealed?.toString('base64') ?? null,
})

async function readConfiguration(db: Db, id: string) {
  const { configuration, configuration_sealed: sealed } = await db
    .selectFrom('bulk_enrollment')
    .select(['configuration', 'configuration_sealed'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { open: BulkConfiguration.parse(configuration), sealed }
}

/** What is shown: the configuration without its secrets, what is wrong with it, and how large its code is. */
export function describe(means: Means, described: Described): BulkConfigurationAnswer {
  const { record, configuration } = described
  const json = provisioningJson(provisioningPayload(provisioningOf(means, described)))
  const qr = qrFacts(json)
  const findings = [...tokenFindings(record), ...agentFindings(means, described), ...sizeFindings(qr)]
  return { configuration, findings, qr }
}

export type ConfigurationChange = {
  wanted: BulkConfiguration
  /** Sees the configuration as it stands, locked, and may refuse (If-Match). */
  expect: (current: Pick<Configured, 'configuration' | 'sealed'>) => void
}

/** Stores a configuration that can work; what is only doubtful is told. One that changes nothing writes nothing. */
export async function changeConfiguration(
  means: Means,
  actor: Actor,
  id: string,
  { wanted, expect }: ConfigurationChange,
): Promise<Configured> {
  const { db, secrets, clock } = means
  await db.transaction().execute(async (trx) => {
    const now = clock()
    const record = await lockOrRefuse(trx, id, now)
    const before = await readConfiguration(trx, id)
    expect({ configuration: before.open, sealed: before.sealed })
    if (wanted.agent.hostedAgent !== null) await lockAgentChoice(trx)
    const { agent, errors, hosted } = await readAgent({ ...means, db: trx }, wanted.agent)
    if (errors.length > 0) throw invalid(errors)
    const kept = openValues(secrets, id, before.sealed)
    const { open, values } = partSecrets({ ...wanted, agent }, kept)
    refuseErrors(agentFindings(means, { record, configuration: open, values, hosted }))
    if (isDeepStrictEqual([open, values], [before.open, kept])) return
    await setConfiguration(trx, id, { configuration: open, sealed: sealValues(secrets, id, values), now })
    await noteBulk(trx, actor, record.bulk, { happening: 'configured', before: before.open, after: open })
  })
  return findConfigured(means, id)
}

/** What would be said of a configuration if it were stored, with the secrets that it keeps; nothing is stored or noted. */
export async function checkConfiguration(
  means: Means,
  id: string,
  wanted: BulkConfiguration,
): Promise<BulkConfigurationAnswer> {
  const { record, values: kept } = await findConfigured(means, id)
  const { agent, errors, hosted } = await readAgent(means, wanted.agent)
  const { open, values } = partSecrets({ ...wanted, agent }, kept)
  const { configuration, findings, qr } = describe(means, { record, configuration: open, values, hosted })
  return { configuration, findings: [...errors.map(asFinding), ...findings], qr }
}

/** The agent as it would be stored: checksums in one form, and what an uploaded file says of itself. */
async function readAgent({ db, publicUrl }: Pick<Means, 'publicUrl'> & { db: Db }, wanted: BulkAgent) {
  const hosted = await findHosted(db, wanted)
  return { ...readChecksums(withHosted(wanted, hosted, publicUrl())), hosted }
}

const asFinding = (error: ChecksumError): ConfigurationFinding => ({ ...error, severity: 'error' })

/** The parts of the payload. The token is in it unless the bulk enrollment has none. */
export function provisioningOf(
  means: Means,
  { record, configuration, values }: Omit<Described, 'record' | 'hosted'> & { record: SealedToken },
): Provisioning {
  const { agent, productKeys, systemExtras, customKeys, compact } = joinSecrets(configuration, values)
  const { tokenKey, serverKey, hostedAgent: _, ...app } = agent
  const token = openBulkToken(means.secrets, record)
  return {
    agent: { ...app, cookieHeader: null },
    systemExtras,
    customKeys,
    compact,
    bundle: {
      ...productKeys,
      [serverKey]: means.publicUrl(),
      ...(token === null ? {} : { [tokenKey]: token }),
    },
  }
}

/** An agent that is not entered yet is no error of what was entered. */
function refuseErrors(findings: ConfigurationFinding[]): void {
  const errors = findings.filter(({ severity, code }) => severity === 'error' && code !== 'agent.missing')
  if (errors.length > 0) throw invalid(errors.map(withoutSeverity))
}

function invalid(errors: ChecksumError[]): Problem {
  const detail = errors.map(({ message }) => message).join('; ')
  return new Problem('bulk-enrollment.configuration-invalid', { detail, errors })
}

const withoutSeverity = ({ pointer, code, message }: ConfigurationFinding) => ({ pointer, code, message })

function agentFindings(means: Means, described: Described): ConfigurationFinding[] {
  const { hosted, configuration } = described
  return [
    ...checkAgentAndAll(provisioningOf(means, described), configuration.agent),
    ...checkHosted(configuration.agent, hosted, means.publicUrl()),
  ]
}

function tokenFindings({ bulk }: BulkRecord): ConfigurationFinding[] {
  if (bulk.tokenState !== 'expired') return []
  const message = 'The token has expired: extend it or make a new one before the code is printed'
  return [{ pointer: '/token', code: 'token.expired', severity: 'error', message }]
}

const crowdedVersion = 25

function sizeFindings({ version, bytes }: BulkConfigurationAnswer['qr']): ConfigurationFinding[] {
  const at = { pointer: '', severity: 'error' as const }
  if (version === null)
    return [
      {
        ...at,
        code: 'qr.too-long',
        message: `${bytes} bytes fit no QR code: leave something out, certificates first`,
      },
    ]
  if (version <= crowdedVersion) return []
  const message = `${bytes} bytes make a crowded code: print it large, as simple cameras do not read it small`
  return [{ ...at, severity: 'warning', code: 'qr.crowded', message }]
}
