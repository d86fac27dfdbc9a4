import { NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { EnrollmentSettings } from '../../src/contract/settings.ts'
import { authenticationOptions } from '../devices/device-words.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { AdmissionTest } from './admission-test.tsx'
import { SettingsCard } from './settings-card.tsx'
import { enrollmentSettingsOptions } from './settings-queries.ts'
import { useEnrollmentForm } from './use-enrollment-form.ts'

export function EnrollmentSettingsPage() {
  const { data, error, isPending, refetch } = useQuery(enrollmentSettingsOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page title={t('settings.enrollment.title')}>
      <Stack gap="md" maw={760}>
        <Card
          title={t('settings.organization')}
          settings={data}
          fields={['organizationName', 'unitId', 'tenantDomain']}
        />
        <Card title={t('settings.pages')} settings={data} fields={['supportContact', 'termsText']} />
        <Card
          title={t('settings.admission')}
          settings={data}
          fields={['preEnrolledDevicesOnly', 'checkInExpiryEnforced']}
          below={<AdmissionTest />}
        />
        <Card
          title={t('settings.defaults')}
          settings={data}
          fields={['defaultAuthentication', 'defaultExpirationDays', 'minimumCodeLength', 'clearsToConfirm']}
        />
        <Card title={t('settings.dep')} settings={data} fields={['depEnabled', 'macAccount']} />
        <Card
          title={t('settings.agent')}
          settings={data}
          fields={['agentAppId', 'agentManifestUrl', 'agentVersion', 'minimumAgentVersion']}
        />
        <Card
          title={t('settings.certificates')}
          settings={data}
          fields={['certificateRenewalDays', 'certificateGraceDays']}
        />
      </Stack>
    </Page>
  )
}

/** How manufacturers are compared is set beside the other settings of Android. */
type Name = Exclude<keyof EnrollmentSettings, 'androidBrandAccepted' | 'manufacturerAliases'>
type Form = UseFormReturnType<Partial<EnrollmentSettings>>

type CardProps = { title: string; settings: EnrollmentSettings; fields: Name[]; below?: ReactNode }

/** One subject, saved by itself. */
function Card({ title, settings, fields, below }: CardProps) {
  const { form, save, submit } = useEnrollmentForm(settings, (from) => pick(from, fields))
  return (
    <SettingsCard title={title} dirty={form.isDirty()} save={save} below={below} onSubmit={submit}>
      {fields.map((name) => (
        <div key={name}>{inputOf(name, form)}</div>
      ))}
    </SettingsCard>
  )
}

const depEnabledChoices = EnrollmentSettings.shape.depEnabled.options.map((value) => ({
  value,
  label: t(`dep-enabled.${value}`),
}))
const macAccountChoices = EnrollmentSettings.shape.macAccount.options.map((value) => ({
  value,
  label: t(`mac-account.${value}`),
}))
const switches: Name[] = ['preEnrolledDevicesOnly', 'checkInExpiryEnforced']
const numbers: Name[] = [
  'defaultExpirationDays',
  'minimumCodeLength',
  'clearsToConfirm',
  'certificateRenewalDays',
  'certificateGraceDays',
]

function inputOf(name: Name, form: Form): ReactNode {
  const words = { label: t(`settings.${name}`), description: t(`settings.${name}.hint`) }
  if (switches.includes(name))
    return <Switch {...words} {...form.getInputProps(name, { type: 'checkbox' })} />
  if (numbers.includes(name))
    return (
      <NumberInput
        {...words}
        min={name === 'certificateGraceDays' ? 0 : 1}
        allowDecimal={false}
        {...form.getInputProps(name)}
      />
    )
  if (name === 'defaultAuthentication')
    return (
      <Select {...words} data={authenticationOptions} allowDeselect={false} {...form.getInputProps(name)} />
    )
  if (name === 'depEnabled')
    return <Select {...words} data={depEnabledChoices} allowDeselect={false} {...form.getInputProps(name)} />
  if (name === 'macAccount')
    return <Select {...words} data={macAccountChoices} allowDeselect={false} {...form.getInputProps(name)} />
  if (name === 'termsText') return <Textarea {...words} autosize minRows={3} {...form.getInputProps(name)} />
  return <TextInput {...words} {...form.getInputProps(name)} />
}

const pick = (settings: EnrollmentSettings, fields: Name[]): Partial<EnrollmentSettings> =>
  Object.fromEntries(fields.map((name) => [name, settings[name]]))
