import { BulkConfiguration } from '../../contract/bulk-configuration.ts'
import { SecretError } from '../../platform/secrets/secrets.ts'
import { provisioningJson, provisioningPayload } from '../../protocol/android/provisioning.ts'
import type { BulkPlatform } from '../bulk/change-bulk-enrollments.ts'
import { provisioningOf } from './configuration.ts'
import { checkAgentAndAll } from './hosted-choice.ts'
import { openValues } from './configuration-secrets.ts'
import { mostQrBytes } from './qr.ts'

export type BulkStanding = {
  id: string
  name: string
  withoutToken: boolean
  tokenExpiresAt: string | null
  /** Why no code can be drawn for it; null when one can. An expired token is not among the reasons. */
  codeFault: string | null
}

type Means = BulkPlatform & { publicUrl: () => string }
type Row = Omit<BulkStanding, 'codeFault'> & {
  tokenSealed: Buffer | null
  configuration: unknown
  sealed: Buffer | null
}

/** Every bulk enrollment, and whether its code can be drawn. */
export async function listBulkStandings(means: Means): Promise<BulkStanding[]> {
  const rows: Row[] = await means.db
    .selectFrom('bulk_enrollment')
    .select([
      'id',
      'name',
      'without_token as withoutToken',
      'token_expires_at as tokenExpiresAt',
      'token_sealed as tokenSealed',
      'configuration',
      'configuration_sealed as sealed',
    ])
    .orderBy('name')
    .execute()
  return rows.map((row) => {
    const { id, name, withoutToken, tokenExpiresAt } = row
    return { id, name, withoutToken, tokenExpiresAt, codeFault: codeFault(means, row) }
  })
}

function codeFault(means: Means, { id, tokenSealed, configuration, sealed }: Row): string | null {
  try {
    const open = BulkConfiguration.parse(configuration)
    const provisioning = provisioningOf(means, {
      record: { bulk: { id }, tokenSealed },
      configuration: open,
      values: openValues(means.secrets, id, sealed),
    })
    const [error] = checkAgentAndAll(provisioning, open.agent).filter(({ severity }) => severity === 'error')
    if (error) return error.message
    const bytes = Buffer.byteLength(provisioningJson(provisioningPayload(provisioning)))
    return bytes > mostQrBytes ? `${bytes} bytes fit no QR code` : null
  } catch (error) {
    if (!(error instanceof SecretError)) throw error
    return 'Its secrets cannot be opened with the key of this server'
  }
}
