import { Progress, Stack, Text } from '@mantine/core'
import type { z } from 'zod'
import type { BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'

type Qr = z.infer<typeof BulkConfigurationAnswer>['qr']

const largest = 40
/** From here on simple cameras do not read a small print. */
const crowded = 25

/** How large the code is, as it is typed or as it is stored. */
export const ConfigurationSize = ({ qr, isTyped }: { qr: Qr; isTyped: boolean }) => (
  <Stack gap={4} style={{ flex: '1 1 260px' }}>
    <Text size="sm">
      {sizeOf(qr)} {t(isTyped ? 'bulk.configuration.size.typed' : 'bulk.configuration.size.saved')}
    </Text>
    <Progress
      size="sm"
      aria-label={t('bulk.configuration.size')}
      value={((qr.version ?? largest) / largest) * 100}
      color={colorOf(qr)}
    />
  </Stack>
)

const sizeOf = ({ bytes, version, errorCorrection }: Qr): string =>
  version === null
    ? t('bulk.configuration.size.none', { bytes: formatNumber(bytes) })
    : t('bulk.configuration.size.text', { bytes: formatNumber(bytes), version, level: errorCorrection ?? '' })

function colorOf({ version }: Qr): string {
  if (version === null) return 'red'
  return version > crowded ? 'yellow' : 'blue'
}
