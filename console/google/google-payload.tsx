import { Modal, Stack, Text } from '@mantine/core'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import type { GoogleEnrollmentToken } from '../../src/contract/google.ts'
import { Json } from '../bulk/code/payload-dialog.tsx'
import { t } from '../texts/t.ts'

type Props = { bulk: BulkEnrollment; token: GoogleEnrollmentToken; onClose: () => void }

export const GooglePayload = ({ bulk, token, onClose }: Props) => (
  <Modal
    opened
    onClose={onClose}
    size="lg"
    title={t('google-token.payload.title', { name: bulk.name })}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    <Stack gap="md">
      <Text>{t('google-token.payload.warning')}</Text>
      <Json title={t('google-token.payload.json')} value={token.payload} />
    </Stack>
  </Modal>
)
