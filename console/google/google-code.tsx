import { Text } from '@mantine/core'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import type { GoogleEnrollmentToken } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { googlePicture } from './google-queries.ts'
import '../bulk/code/bulk.css'

type Props = { bulk: BulkEnrollment; token: GoogleEnrollmentToken }

/** Whoever sees it has the token: it is drawn only when it is asked for. */
export const GoogleCode = ({ bulk, token }: Props) => (
  <>
    <GooglePicture bulk={bulk} token={token} />
    <Text size="sm">{t('bulk.code.scan')}</Text>
    <Text size="sm" c="dimmed">
      {t('bulk.code.short')}: <span className="identifier">{token.shortCode}</span>
    </Text>
  </>
)

export const GooglePicture = ({ bulk, token }: Props) => (
  <img
    className="bulk-code"
    key={token.name}
    src={googlePicture(bulk, token)}
    alt={t('google-token.qr', { name: bulk.name })}
  />
)
