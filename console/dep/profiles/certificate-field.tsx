import { ActionIcon, Button, FileButton, Group, Input, Stack, Text, Tooltip } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconUpload, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { CertificateFacts } from '../../../src/contract/dep-profile.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import type { ProfileValues } from '../profile-fields.ts'
import { certificatesOptions, readCertificates } from './profile-queries.ts'

type Name = 'anchorCerts' | 'supervisingHostCerts'
type Props = { form: UseFormReturnType<ProfileValues>; name: Name }

/** Certificates come as files, PEM or DER; what they are is read by the server and shown. */
export function CertificateField({ form, name }: Props) {
  const value = form.values[name]
  const change = (certificates: string[]) => form.setFieldValue(name, [...new Set(certificates)])
  const upload = useMutation({
    mutationFn: async (files: File[]) => readCertificates(await Promise.all(files.map(base64Of))),
    onSuccess: (read) => change([...value, ...read.map(({ der }) => der)]),
  })
  return (
    <Stack gap={6} role="group" aria-label={t(`profile.${name}`)}>
      <Input.Label component="div">{t(`profile.${name}`)}</Input.Label>
      <Input.Description>{t(`profile.${name}.hint`)}</Input.Description>
      <CertificateTable
        certificates={value}
        onRemove={(der) => change(value.filter((other) => other !== der))}
      />
      <Group gap="xs">
        <FileButton
          onChange={(files) => {
            if (files.length > 0) upload.mutate(files)
          }}
          accept=".pem,.cer,.crt,.der"
          multiple
          inputProps={{ 'aria-label': t('profile.certs.files', { what: t(`profile.${name}`) }) }}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              size="xs"
              leftSection={<IconUpload size={14} aria-hidden />}
              loading={upload.isPending}
            >
              {t('profile.certs.add')}
            </Button>
          )}
        </FileButton>
      </Group>
      <ErrorMessage error={upload.error} />
      {errorOf(form, name) && <Input.Error>{errorOf(form, name)}</Input.Error>}
    </Stack>
  )
}

/** Complaints are about one of the certificates: "anchorCerts.0". */
const errorOf = ({ errors }: Props['form'], name: Name) =>
  Object.entries(errors).find(([field]) => field.split('.')[0] === name)?.[1]

type TableProps = { certificates: string[]; onRemove?: (der: string) => void }

export function CertificateTable({ certificates, onRemove }: TableProps) {
  const { data = [] } = useQuery(certificatesOptions(certificates))
  if (certificates.length === 0) return null
  return (
    <Stack gap="xs" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {data
        .filter(({ der }) => certificates.includes(der))
        .map((certificate) => (
          <li key={certificate.der}>
            <Group gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
              <CertificateNote certificate={certificate} />
              {onRemove && (
                <Tooltip label={t('profile.certs.remove', { subject: certificate.subject })}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('profile.certs.remove', { subject: certificate.subject })}
                    onClick={() => onRemove(certificate.der)}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          </li>
        ))}
    </Stack>
  )
}

const CertificateNote = ({ certificate }: { certificate: CertificateFacts }) => (
  <Stack gap={2} style={{ minWidth: 0 }}>
    <Group gap="xs">
      <Text fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>
        {certificate.subject}
      </Text>
      <Status kind="certificate" state={certificate.state} />
    </Group>
    <Text size="sm">
      {t('profile.certs.expires')} <Time at={certificate.notAfter} />
    </Text>
    <Text
      size="xs"
      c="dimmed"
      className="identifier"
      style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}
    >
      SHA-256 {certificate.fingerprint}
    </Text>
  </Stack>
)

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
