import { ActionIcon, Button, FileButton, Group, Input, Stack, Tooltip } from '@mantine/core'
import { IconUpload, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { PolicyCertificate } from '../../../src/contract/policy-content.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { CertificateNote } from '../certificate-note.tsx'
import { base64Of } from '../file-text.ts'
import { readCertificateFile } from '../policy-queries.ts'
import type { PolicyForm } from './form-parts.tsx'

type Read = { file: string; certificate: PolicyCertificate }

const readAll = (files: File[]): Promise<Read[]> =>
  Promise.all(
    files.map(async (each) => {
      const file = await base64Of(each)
      return { file, certificate: await readCertificateFile(file, '') }
    }),
  )

/** Stored authorities are known by what they are, not as files: they stay together until they are chosen anew. */
export function AuthorityField({ form }: { form: PolicyForm }) {
  const { known, trustedCertificates } = form.values.wifi.enterprise
  const set = (files: string[], certificates: PolicyCertificate[]) => {
    form.setFieldValue('wifi.enterprise.trustedCertificates', files)
    form.setFieldValue('wifi.enterprise.known', certificates)
  }
  const upload = useMutation({
    mutationFn: readAll,
    onSuccess: (read) =>
      set(
        [...(trustedCertificates ?? []), ...read.map(({ file }) => file)],
        [...(trustedCertificates ? known : []), ...read.map(({ certificate }) => certificate)],
      ),
  })
  const label = t('policy.wifi.trustedCertificates')
  const remove = (index: number) =>
    set(
      (trustedCertificates ?? []).filter((_, i) => i !== index),
      trustedCertificates ? known.filter((_, i) => i !== index) : [],
    )
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Input.Label component="div">{label}</Input.Label>
      <Input.Description>{t('policy.wifi.trustedCertificates.hint')}</Input.Description>
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {known.map((certificate, index) => (
          <Group key={`${certificate.fingerprint}${index}`} component="li" wrap="nowrap" align="flex-start">
            <CertificateNote certificate={certificate} />
            {trustedCertificates && <RemoveButton certificate={certificate} onClick={() => remove(index)} />}
          </Group>
        ))}
      </Stack>
      <Group gap="xs">
        <FileButton
          multiple
          accept=".pem,.cer,.crt,.der"
          inputProps={{ 'aria-label': label }}
          onChange={(files) => {
            if (files.length > 0) upload.mutate(files)
          }}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              size="xs"
              leftSection={<IconUpload size={14} aria-hidden />}
              loading={upload.isPending}
            >
              {trustedCertificates ? t('policy.file.add') : t('policy.file.replace')}
            </Button>
          )}
        </FileButton>
        {trustedCertificates === null && (
          <Button variant="subtle" size="xs" onClick={() => set([], [])}>
            {t('policy.file.remove-all')}
          </Button>
        )}
      </Group>
      <ErrorMessage error={upload.error} />
      {form.errors['wifi.enterprise.trustedCertificates'] && (
        <Input.Error>{form.errors['wifi.enterprise.trustedCertificates']}</Input.Error>
      )}
    </Stack>
  )
}

function RemoveButton({ certificate, onClick }: { certificate: PolicyCertificate; onClick: () => void }) {
  const label = t('profile.certs.remove', { subject: certificate.subject ?? '' })
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        <IconX size={16} />
      </ActionIcon>
    </Tooltip>
  )
}
