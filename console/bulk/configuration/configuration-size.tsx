import { List, Text } from '@mantine/core'
import { IconAlertTriangle, IconQrcode } from '@tabler/icons-react'
import type { z } from 'zod'
import type { BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Message } from '../../ui/message.tsx'

type Answer = z.infer<typeof BulkConfigurationAnswer>

/** How large the code is as it is stored, and what is said of it that belongs to no field. */
export function ConfigurationSize({ answer: { qr, findings } }: { answer: Answer }) {
  const bytes = formatNumber(qr.bytes)
  const text =
    qr.version === null
      ? t('bulk.configuration.size.none', { bytes })
      : t('bulk.configuration.size.text', { bytes, version: qr.version, level: qr.errorCorrection ?? '' })
  return (
    <>
      <Message
        tone={qr.version === null ? 'bad' : 'info'}
        icon={IconQrcode}
        title={t('bulk.configuration.size')}
      >
        <Text size="sm">
          {text} {t('bulk.configuration.size.saved')}
        </Text>
      </Message>
      {findings.length > 0 && (
        <Message
          tone={findings.some(({ severity }) => severity === 'error') ? 'bad' : 'warn'}
          icon={IconAlertTriangle}
          title={t('bulk.configuration.findings')}
        >
          <List size="sm" c="inherit">
            {findings.map(({ pointer, code, message }) => (
              <List.Item key={`${pointer} ${code}`}>{message}</List.Item>
            ))}
          </List>
        </Message>
      )}
    </>
  )
}
