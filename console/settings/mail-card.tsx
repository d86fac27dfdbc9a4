import { NumberInput, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import { MailLanguage, type MailSettings } from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'
import { SettingsCard } from './settings-card.tsx'
import { useMailForm } from './use-mail-form.ts'

type Name = 'from' | 'replyTo' | 'mailsPerMinute' | 'smsGateway' | 'language'
type Props = { title: string; settings: MailSettings; fields: Name[] }

/** One subject of the mail settings, saved by itself. */
export function MailCard({ title, settings, fields }: Props) {
  const { form, save, submit } = useMailForm(settings, (from) =>
    Object.fromEntries(fields.map((name) => [name, from[name]])),
  )
  return (
    <SettingsCard title={title} dirty={form.isDirty()} save={save} onSubmit={submit}>
      {fields.map((name) => (
        <div key={name}>{inputOf(name, form)}</div>
      ))}
    </SettingsCard>
  )
}

function inputOf(name: Name, form: UseFormReturnType<Record<string, unknown>>): ReactNode {
  const words = { label: t(`settings.mail.${name}`), description: hintOf(name) }
  if (name === 'mailsPerMinute')
    return <NumberInput {...words} min={1} max={6000} allowDecimal={false} {...form.getInputProps(name)} />
  if (name === 'language')
    return <Select {...words} data={languages} allowDeselect={false} {...form.getInputProps(name)} />
  return <TextInput {...words} {...form.getInputProps(name)} />
}

const languages = MailLanguage.options.map((value) => ({
  value,
  label: t(`settings.mail.language.${value}`),
}))

const hintOf = (name: Name): string =>
  name === 'smsGateway'
    ? t(`settings.mail.${name}.hint`, { number: '{number}' })
    : t(`settings.mail.${name}.hint`)
