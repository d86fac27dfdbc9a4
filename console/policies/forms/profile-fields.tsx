import { Input, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ProfileReading } from '../../../src/contract/policy-file.ts'
import { t } from '../../texts/t.ts'
import { DropFile } from '../../ui/drop-file.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { maxFileBytes } from '../file-limit.ts'
import { base64Of } from '../file-text.ts'
import { readProfileFile } from '../policy-queries.ts'
import { ProfileFindings } from '../profile-findings.tsx'
import { ProfileTree } from '../profile-tree.tsx'
import { Part, type PolicyForm } from './form-parts.tsx'

/** What is in the file, and what devices would make of it, stands here before anything is saved. */
export function ProfileFields({ form }: { form: PolicyForm }) {
  const { file, fileName, isKept } = form.values['configuration-profile']
  const take = (read: ProfileReading, chosen: { base64: string; name: string }) => {
    const isUsable = read.findings.every(({ severity }) => severity !== 'error')
    form.setFieldValue('configuration-profile', {
      ...form.values['configuration-profile'],
      file: isUsable ? chosen.base64 : '',
      fileName: isUsable ? chosen.name : fileName,
    })
    if (form.values.name === '' && read.displayName) form.setFieldValue('name', read.displayName)
  }
  const reading = useMutation({
    mutationFn: async (chosen: File) => {
      const base64 = await base64Of(chosen)
      const read = await readProfileFile(base64)
      take(read, { base64, name: chosen.name })
      return read
    },
    onMutate: () => form.clearFieldError('configuration-profile.bytes'),
  })
  return (
    <Part legend={t('policy.profile')}>
      <DropFile
        title={t('policy.profile.drop')}
        hint={t('policy.profile.drop.hint')}
        refusal={t('policy.file.refused')}
        maxBytes={maxFileBytes}
        busy={reading.isPending}
        onFile={reading.mutate}
      />
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        {file ? fileName : isKept && `${fileName}: ${t('policy.certificate.kept')}`}
      </Text>
      <ErrorMessage error={reading.error} />
      {reading.data && (
        <Stack gap="md">
          <ProfileFindings profile={reading.data} />
          <ProfileTree profile={reading.data} />
        </Stack>
      )}
      {form.errors['configuration-profile.bytes'] && (
        <Input.Error>{form.errors['configuration-profile.bytes']}</Input.Error>
      )}
    </Part>
  )
}
