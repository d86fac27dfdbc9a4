import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'
import type { PolicyKind } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { focusFirst } from '../ui/form.ts'
import { AppFields } from './forms/app-fields.tsx'
import { CertificateFields } from './forms/certificate-fields.tsx'
import { Part, type PolicyForm } from './forms/form-parts.tsx'
import { PasscodeFields } from './forms/passcode-fields.tsx'
import { ProfileFields } from './forms/profile-fields.tsx'
import { RestrictionFields } from './forms/restriction-fields.tsx'
import { WebClipFields } from './forms/web-clip-fields.tsx'
import { WifiFields } from './forms/wifi-fields.tsx'
import type { PolicyValues } from './policy-values.ts'
import { WhoFields } from './who-fields.tsx'

type Props = {
  form: PolicyForm
  error: Error | null
  busy: boolean
  onSubmit: (values: PolicyValues) => void
  onCancel: () => void
  /** What saving does. */
  children: ReactNode
}

export const PolicyFormView = ({ form, error, busy, onSubmit, onCancel, children }: Props) => (
  <form onSubmit={form.onSubmit(onSubmit, focusFirst(form))} noValidate>
    <Stack gap="md" maw={860}>
      <Part legend={t('policy.facts')}>
        <TextInput label={t('policy.name')} required {...form.getInputProps('name')} />
        <Textarea
          label={t('policy.description')}
          autosize
          minRows={1}
          {...form.getInputProps('description')}
        />
      </Part>
      <ContentFields form={form} />
      <WhoFields form={form} />
      {children}
      <ErrorMessage error={error} />
      <Group gap="xs">
        <Button type="submit" loading={busy}>
          {t('act.save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </Group>
    </Stack>
  </form>
)

const fields: Record<PolicyKind, ComponentType<{ form: PolicyForm }>> = {
  passcode: PasscodeFields,
  wifi: WifiFields,
  restrictions: RestrictionFields,
  'web-clip': WebClipFields,
  certificate: CertificateFields,
  'configuration-profile': ProfileFields,
  app: AppFields,
}

function ContentFields({ form }: { form: PolicyForm }) {
  const Fields = fields[form.values.kind]
  return <Fields form={form} />
}
