import { Group, Stack, Text } from '@mantine/core'
import type { PolicyCertificate } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'
import { Status } from '../ui/status.tsx'
import { Time, useNow } from '../ui/time.tsx'

/** What a certificate is, in short. */
export function CertificateNote({ certificate }: { certificate: PolicyCertificate }) {
  const now = useNow()
  const { format, subject, issuer, notAfter, fingerprint } = certificate
  if (format === 'pkcs12') return <Text size="sm">{t('policy.certificate.pkcs12.stored')}</Text>
  const isOver = notAfter !== null && Date.parse(notAfter) <= now
  return (
    <Stack gap={2} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Group gap="xs">
        <Text fw={550} size="sm">
          {subject}
        </Text>
        <Status kind="certificate" state={isOver ? 'expired' : 'valid'} />
      </Group>
      {issuer !== subject && (
        <Text size="sm">
          {t('policy.certificate.issuer')}: {issuer}
        </Text>
      )}
      {notAfter && (
        <Text size="sm">
          {t('policy.certificate.ends')} <Time at={notAfter} />
        </Text>
      )}
      <Text size="xs" c="dimmed" className="identifier" style={{ whiteSpace: 'normal' }}>
        {t('policy.certificate.fingerprint')} {fingerprint}
      </Text>
    </Stack>
  )
}
