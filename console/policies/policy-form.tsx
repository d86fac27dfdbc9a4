import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'
import type { PolicyKind } from '../../src/contract/policy-content.ts'
import { IconAlertTriangle } from '@tabler/icons-react'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
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
      <FieldErrors form={form} />
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

/** What is wrong may be far up in the form, or in a part of it that is closed. */
function FieldErrors({ form }: { form: PolicyForm }) {
  const messages = Object.values(form.errors).filter(Boolean)
  if (messages.length === 0) return null
  return (
    <Message
      tone="bad"
      icon={IconAlertTriangle}
      title={t('policy.fields', { count: messages.length })}
      role="alert"
    >
      {messages.map((message, i) => (
        <Text key={i} size="sm">
          {message}
        </Text>
      ))}
    </Message>
  )
}

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
