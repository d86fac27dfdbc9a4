import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { addressOf, payloadOptions } from '../bulk-queries.ts'
import './bulk.css'

/** The same for those who do not scan: as JSON, for zero-touch, for Knox. */
export function PayloadDialog({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const { data, error } = useQuery(payloadOptions(bulk))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('bulk.payload.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <Stack gap="md">
        <Text>{t('bulk.payload.warning')}</Text>
        <ErrorMessage error={error} />
        {data && (
          <>
            <Json title={t('bulk.payload.payload')} value={data.payload} />
            <Json
              title={t('bulk.payload.zeroTouch')}
              hint={t('bulk.payload.zeroTouch.hint')}
              value={data.zeroTouch}
            />
            <Json title={t('bulk.payload.knox')} hint={t('bulk.payload.knox.hint')} value={data.knox} />
          </>
        )}
        <Group justify="flex-end">
          <Button
            component="a"
            href={addressOf(bulk, 'qr.json')}
            download={`${bulk.name}.json`}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('bulk.payload.download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

export function Json({
  title,
  hint,
  value,
}: {
  title: string
  hint?: string
  value: Record<string, unknown>
}) {
  const text = JSON.stringify(value, null, 2)
  return (
    <section>
      <Group gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        <CopyButton value={text} what={title} />
      </Group>
      {hint && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      {/* It scrolls, so the keyboard must be able to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="bulk-payload" tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </section>
  )
}
