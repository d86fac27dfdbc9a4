import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconPrinter, IconQrcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Device } from '../../src/contract/device.ts'
import type { DeviceCode } from '../../src/contract/device-code.ts'
import { storeKit } from '../bulk/code/handover-kit.ts'
import { useCan } from '../session/use-session.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { CodePicture } from './code-picture.tsx'
import { codeAddress, deviceCodeOptions } from './device-code-queries.ts'
import { NoCode } from './no-code.tsx'

/** H17: what an Android device that has not enrolled scans. Nothing secret is drawn before somebody asks for it. */
export function DeviceCodeCard({ device }: { device: Device }) {
  const { data, error } = useQuery(deviceCodeOptions(device.id))
  return (
    <Paper withBorder p="md" component="section" aria-label={t('device-code.title')}>
      <Stack gap="sm">
        <Title order={2}>{t('device-code.title')}</Title>
        <ErrorMessage error={error} />
        {data?.fault && <NoCode device={device} fault={data.fault} />}
        {data && !data.fault && <Code device={device} code={data} />}
      </Stack>
    </Paper>
  )
}

type Props = { device: Device; code: DeviceCode }

function Code({ device, code }: Props) {
  const mayShow = useCan()('bulk-enrollment:write')
  const [shown, picture] = useDisclosure(false)
  return (
    <>
      <CodeFacts code={code} />
      {shown && <CodePicture device={device} code={code} />}
      {shown && <Text size="sm">{t('bulk.code.scan')}</Text>}
      {mayShow ? (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconQrcode size={14} aria-hidden />}
            aria-expanded={shown}
            onClick={picture.toggle}
          >
            {shown ? t('device-code.hide') : t('device-code.show')}
          </Button>
          <CodeActs device={device} code={code} />
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t('device-code.hidden')}
        </Text>
      )}
    </>
  )
}

function CodeFacts({ code }: { code: DeviceCode }) {
  const { listed, bulkEnrollment, tokenExpiresAt, asks, key, shortCode } = code
  const name = bulkEnrollment?.name ?? ''
  const token = tokenExpiresAt
    ? t('device-code.token', { when: formatExactTime(tokenExpiresAt) })
    : listed && asks === 'login' && t('device-code.no-token')
  return (
    <div>
      <Text size="sm">
        {listed ? t('device-code.of-list', { name }) : t('device-code.of-settings', { name })}
      </Text>
      {token && <Text size="sm">{token}</Text>}
      {asks && <Text size="sm">{t(`device-code.asks.${asks}`)}</Text>}
      {key && (
        <Text size="sm">
          {t('device-code.key')}: <span className="identifier">{key}</span>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('bulk.code.short')}: <span className="identifier">{shortCode}</span>
      </Text>
    </div>
  )
}

function CodeActs({ device, code }: Props) {
  const navigate = useNavigate()
  const print = () => {
    storeKit([device.id])
    void navigate({ to: '/handover' })
  }
  return (
    <>
      {(['svg', 'png'] as const).map((kind) => (
        <Button
          key={kind}
          component="a"
          href={codeAddress(device.id, kind, null)}
          download={`${device.identifier}-${code.shortCode}.${kind}`}
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t(`bulk.code.${kind}`)}
        </Button>
      ))}
      <Button size="xs" variant="default" leftSection={<IconPrinter size={14} aria-hidden />} onClick={print}>
        {t('bulk.code.print')}
      </Button>
    </>
  )
}
