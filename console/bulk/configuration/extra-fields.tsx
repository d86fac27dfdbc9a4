import {
  Fieldset,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { AndroidExtra } from '../../../src/contract/bulk-configuration.ts'
import { t, tWord } from '../../texts/t.ts'
import { type PartProps, sayAt } from './complaints.ts'
import { type Entry, newEntry } from './configuration-draft.ts'
import { RemoveEntry } from './key-fields.tsx'

type Props = PartProps & { extras: readonly AndroidExtra[] }

/** Android's own extras: chosen from the catalogue, each with the input that fits its type. */
export function ExtraFields({ draft, onChange, complaints, extras }: Props) {
  const entries = draft.systemExtras
  const set = (systemExtras: Entry[]) => onChange({ systemExtras })
  const chosen = new Set(entries.map(({ key }) => key))
  const left = extras.filter(({ name }) => !chosen.has(name))
  const add = (name: string | null) => {
    const extra = extras.find((one) => one.name === name)
    if (extra) set([...entries, entryFor(extra)])
  }
  return (
    <Fieldset legend={t('bulk.keys.system')} style={{ minWidth: 0 }}>
      <Stack gap="md">
        <Text size="sm">{t('bulk.keys.system.lead')}</Text>
        {extras.flatMap((extra) => {
          const entry = entries.find(({ key }) => key === extra.name)
          if (!entry) return []
          return [
            <Group key={extra.name} gap="xs" align="flex-start" wrap="nowrap">
              <div style={{ flex: 1, minWidth: 0 }}>
                <ExtraInput
                  extra={extra}
                  entry={entry}
                  say={sayAt(complaints, `systemExtras.${extra.name}`, hintOf(extra))}
                  onChange={(value) => set(entries.map((one) => (one === entry ? { ...one, value } : one)))}
                />
              </div>
              <RemoveEntry name={extra.title} onRemove={() => set(entries.filter((one) => one !== entry))} />
            </Group>,
          ]
        })}
        <Select
          label={t('bulk.keys.system.choose')}
          data={groupedOptions(left)}
          searchable
          value={null}
          onChange={add}
        />
      </Stack>
    </Fieldset>
  )
}

function entryFor({ name, type, values }: AndroidExtra): Entry {
  if (type === 'boolean') return newEntry(name, 'boolean', 'true')
  return newEntry(name, type === 'integer' ? 'number' : 'text', String(values?.[0] ?? ''))
}

const hintOf = ({ description, minSdk, hasEffect }: AndroidExtra): string =>
  [
    description,
    minSdk > 24 && `(${t('bulk.keys.system.sdk', { sdk: minSdk })})`,
    !hasEffect && `(${t('bulk.keys.system.no-effect')})`,
  ]
    .filter(Boolean)
    .join(' ')

function groupedOptions(extras: readonly AndroidExtra[]) {
  const names = [...new Set(extras.map(({ group }) => group))]
  return names.map((group) => ({
    group: tWord('bulk.extras', group),
    items: extras
      .filter((extra) => extra.group === group)
      .map(({ name, title }) => ({ value: name, label: title })),
  }))
}

type InputProps = {
  extra: AndroidExtra
  entry: Entry
  say: ReturnType<typeof sayAt>
  onChange: (value: string) => void
}

const isLong = ({ name }: AndroidExtra) => name.endsWith('CERTIFICATE')

function ExtraInput({ extra, entry, say, onChange }: InputProps) {
  const { title: label, type, values, secret } = extra
  const { value } = entry
  if (secret)
    return (
      <PasswordInput
        {...{ label, value, ...say }}
        {...(entry.stored && { placeholder: t('bulk.keys.stored') })}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  if (type === 'boolean')
    return (
      <Switch
        {...{ label, ...say }}
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    )
  if (values)
    return (
      <Select
        {...{ label, value, ...say }}
        data={values.map(String)}
        allowDeselect={false}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  if (type === 'integer')
    return (
      <NumberInput
        {...{ label, value, ...say }}
        allowDecimal={false}
        thousandSeparator=""
        onChange={(number) => onChange(String(number))}
      />
    )
  if (isLong(extra))
    return (
      <Textarea
        {...{ label, value, ...say }}
        autosize
        minRows={2}
        maxRows={6}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return <TextInput {...{ label, value, ...say }} onChange={(event) => onChange(event.currentTarget.value)} />
}
