import { Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconBraces, IconDownload, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { BulkConfigurationAnswer } from '../../../src/contract/bulk-configuration.ts'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { addressOf, configurationOptions, payloadOptions, pictureAddress } from '../bulk-queries.ts'
import { PayloadDialog } from './payload-dialog.tsx'
import './bulk.css'

/** I44: the code as phones scan it, or why there is none yet. */
export function CodeCard({ bulk }: { bulk: BulkEnrollment }) {
  const { data, error } = useQuery(configurationOptions(bulk.id))
  const wrong = data?.findings.filter(({ severity }) => severity === 'error') ?? []
  return (
    <Paper withBorder p="md" component="section" aria-label={t('bulk.code')}>
      <Stack gap="sm">
        <Title order={2}>{t('bulk.code')}</Title>
        <ErrorMessage error={error} />
        {data && wrong.length > 0 && <NotReady bulk={bulk} messages={wrong.map(({ message }) => message)} />}
        {data && wrong.length === 0 && <Code bulk={bulk} qr={data.qr} />}
      </Stack>
    </Paper>
  )
}

const NotReady = ({ bulk, messages }: { bulk: BulkEnrollment; messages: string[] }) => (
  <Message
    tone="warn"
    icon={IconAlertTriangle}
    title={t('bulk.code.not-ready')}
    actions={
      <LinkButton to="/bulk/$id/configuration" params={{ id: bulk.id }} size="xs" variant="default">
        {t('bulk.code.configure')}
      </LinkButton>
    }
  >
    <List size="sm" c="inherit">
      {messages.map((message) => (
        <List.Item key={message}>{message}</List.Item>
      ))}
    </List>
  </Message>
)

type Qr = z.infer<typeof BulkConfigurationAnswer>['qr']

function Code({ bulk, qr }: { bulk: BulkEnrollment; qr: Qr }) {
  const { data } = useQuery(payloadOptions(bulk))
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <Picture bulk={bulk} />
      <Text size="sm">{t('bulk.code.scan')}</Text>
      <Text size="sm" c="dimmed">
        {t('bulk.code.short')}: <span className="identifier">{data?.shortCode}</span> ·{' '}
        {t('bulk.code.facts', { bytes: formatNumber(qr.bytes), version: qr.version ?? '' })}
      </Text>
      <Group gap="xs">
        {(['svg', 'png'] as const).map((kind) => (
          <Button
            key={kind}
            component="a"
            href={addressOf(bulk, `qr.${kind}`)}
            download={`${bulk.name}.${kind}`}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t(`bulk.code.${kind}`)}
          </Button>
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBraces size={14} aria-hidden />}
          onClick={dialog.open}
        >
          {t('bulk.code.payload')}
        </Button>
        <LinkButton
          to="/bulk/$id/sheet"
          params={{ id: bulk.id }}
          variant="default"
          size="xs"
          leftSection={<IconPrinter size={14} aria-hidden />}
        >
          {t('bulk.code.print')}
        </LinkButton>
      </Group>
      {opened && <PayloadDialog bulk={bulk} onClose={dialog.close} />}
    </>
  )
}

/** Black on white in the dark too: phones do not read it otherwise. */
export const Picture = ({ bulk }: { bulk: BulkEnrollment }) => (
  <img
    className="bulk-code"
    key={bulk.updatedAt}
    src={pictureAddress(bulk)}
    alt={t('bulk.code.of', { name: bulk.name })}
  />
)
