import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../../texts/t.ts'
import { type PartProps, sayAt } from './complaints.ts'
import { type Entry, type EntryType, newEntry } from './configuration-draft.ts'

const types: EntryType[] = ['text', 'number', 'boolean']
const typeOptions = types.map((value) => ({ value, label: t(`bulk.keys.type.${value}`) }))
export const truthOptions = [
  { value: 'true', label: t('bulk.keys.true') },
  { value: 'false', label: t('bulk.keys.false') },
]

type Props = PartProps & { group: 'productKeys' | 'customKeys' }

/** Keys of any name, each with the type that its reader expects. */
export function KeyFields({ draft, onChange, complaints, group }: Props) {
  const word = group === 'productKeys' ? 'product' : 'custom'
  const entries = draft[group]
  const set = (next: Entry[]) => onChange({ [group]: next })
  return (
    <Fieldset legend={t(`bulk.keys.${word}`)} style={{ minWidth: 0 }}>
      <Stack gap="md">
        <Text size="sm">{t(`bulk.keys.${word}.lead`)}</Text>
        {entries.map((entry) => (
          <KeyField
            key={entry.id}
            entry={entry}
            say={sayAt(complaints, `${group}.${entry.key}`)}
            onChange={(some) => set(entries.map((one) => (one === entry ? { ...one, ...some } : one)))}
            onRemove={() => set(entries.filter((one) => one !== entry))}
          />
        ))}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set([...entries, newEntry('', 'text')])}
          >
            {t(`bulk.keys.add.${word}`)}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

type FieldProps = {
  entry: Entry
  say: ReturnType<typeof sayAt>
  onChange: (some: Partial<Entry>) => void
  onRemove: () => void
}

const KeyField = ({ entry, say, onChange, onRemove }: FieldProps) => (
  <Group gap="xs" align="flex-start">
    <TextInput
      style={{ flex: '1 1 200px' }}
      label={t('bulk.keys.key')}
      value={entry.key}
      disabled={entry.stored}
      onChange={(event) => onChange({ key: event.currentTarget.value })}
    />
    {!entry.stored && (
      <Select
        w={130}
        label={t('bulk.keys.type')}
        data={typeOptions}
        allowDeselect={false}
        value={entry.type}
        onChange={(value) => {
          const type = types.find((one) => one === value) ?? 'text'
          onChange({ type, ...(type === 'boolean' && entry.value !== 'true' && { value: 'false' }) })
        }}
      />
    )}
    <div style={{ flex: '1 1 200px' }}>
      <ValueInput entry={entry} label={t('bulk.keys.value')} say={say} onChange={onChange} />
    </div>
    <RemoveEntry name={entry.key} onRemove={onRemove} />
  </Group>
)

export const RemoveEntry = ({ name, onRemove }: { name: string; onRemove: () => void }) => (
  <ActionIcon
    variant="default"
    size={36}
    mt={24}
    aria-label={t('bulk.keys.remove', { name })}
    onClick={onRemove}
  >
    <IconTrash size={16} aria-hidden />
  </ActionIcon>
)

type ValueProps = Omit<FieldProps, 'onRemove'> & { label: string }

/** By the type of the value; what is stored and secret can be set anew and is never shown. */
function ValueInput({ entry, label, say, onChange }: ValueProps) {
  if (entry.stored)
    return (
      <PasswordInput
        label={label}
        {...say}
        placeholder={t('bulk.keys.stored')}
        autoComplete="new-password"
        value={entry.value}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
    )
  if (entry.type === 'boolean')
    return (
      <Select
        label={label}
        {...say}
        data={truthOptions}
        allowDeselect={false}
        value={entry.value}
        onChange={(value) => onChange({ value: value ?? 'false' })}
      />
    )
  return (
    <TextInput
      label={label}
      {...say}
      {...(entry.type === 'number' && { inputMode: 'decimal' as const })}
      value={entry.value}
      onChange={(event) => onChange({ value: event.currentTarget.value })}
    />
  )
}
