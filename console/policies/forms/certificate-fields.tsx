import { Button, Group, Input, PasswordInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ApiError } from '../../api/api-error.ts'
import { t } from '../../texts/t.ts'
import { DropFile } from '../../ui/drop-file.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { CertificateNote } from '../certificate-note.tsx'
import { base64Of } from '../file-text.ts'
import { readCertificateFile } from '../policy-queries.ts'
import { maxFileBytes } from '../file-limit.ts'
import { Part, type PolicyForm } from './form-parts.tsx'

/** The file is read by the server at once, so that nobody saves what devices cannot open. */
export function CertificateFields({ form }: { form: PolicyForm }) {
  const { file, fileName, password, isKept } = form.values.certificate
  const reading = useMutation({
    mutationFn: (given: { file: string; password: string }) =>
      readCertificateFile(given.file, given.password),
  })
  const take = async (chosen: File) => {
    const base64 = await base64Of(chosen)
    form.setFieldValue('certificate', {
      ...form.values.certificate,
      file: base64,
      fileName: chosen.name,
      password: '',
    })
    reading.mutate({ file: base64, password: '' })
  }
  const fault = passwordFault(reading.error)
  const wasTried = reading.variables?.password === password
  return (
    <Part legend={t('policy.certificate')}>
      <DropFile
        title={t('policy.certificate.drop')}
        hint={t('policy.certificate.drop.hint')}
        refusal={t('policy.file.refused')}
        maxBytes={maxFileBytes}
        busy={reading.isPending}
        onFile={(chosen) => void take(chosen)}
      />
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        {file ? fileName : isKept && `${fileName} ${t('policy.certificate.kept')}`}
      </Text>
      {reading.data?.format === 'pkcs12' && <Text size="sm">{t('policy.certificate.pkcs12')}</Text>}
      {reading.data?.format === 'x509' && <CertificateNote certificate={reading.data} />}
      {!fault && <ErrorMessage error={reading.error} />}
      {file && (fault || password) && (
        <Group gap="xs" align="flex-end">
          <PasswordInput
            label={t('policy.certificate.password')}
            description={t('policy.certificate.password.hint')}
            autoComplete="new-password"
            style={{ flex: '1 1 260px', maxWidth: 420 }}
            {...form.getInputProps('certificate.password')}
            error={password && wasTried && fault}
          />
          <Button
            variant="default"
            loading={reading.isPending}
            onClick={() => reading.mutate({ file, password })}
          >
            {t('policy.certificate.read')}
          </Button>
        </Group>
      )}
      {form.errors['certificate.file'] && <Input.Error>{form.errors['certificate.file']}</Input.Error>}
    </Part>
  )
}

/** The server's word on the password; undefined where something else is wrong, or nothing. */
const passwordFault = (error: unknown): string | undefined =>
  error instanceof ApiError
    ? error.problem.errors?.find(({ code }) => code === 'password')?.message
    : undefined
