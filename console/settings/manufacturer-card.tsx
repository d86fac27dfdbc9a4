import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { EnrollmentSettings } from '../../src/contract/settings.ts'
import { t } from '../texts/t.ts'
import { SettingsCard } from './settings-card.tsx'
import { useEnrollmentForm } from './use-enrollment-form.ts'

type Values = Pick<EnrollmentSettings, 'androidBrandAccepted' | 'manufacturerAliases'>
type Form = UseFormReturnType<Values>
type Props = { settings: EnrollmentSettings }

const valuesOf = ({ androidBrandAccepted, manufacturerAliases }: EnrollmentSettings): Values => ({
  androidBrandAccepted,
  manufacturerAliases,
})

/** How the manufacturer in a list is compared with what a phone says of itself. */
export function ManufacturerCard({ settings }: Props) {
  const { form, save, submit } = useEnrollmentForm(settings, valuesOf)
  return (
    <SettingsCard title={t('manufacturer.title')} dirty={form.isDirty()} save={save} onSubmit={submit}>
      <Stack gap="md" style={{ gridColumn: '1 / -1' }}>
        <Text size="sm">{t('manufacturer.lead')}</Text>
        {form.values.manufacturerAliases.map((_alias, index) => (
          // Rows have no name of their own until one is typed.
          // oxlint-disable-next-line react/no-array-index-key
          <AliasFields key={index} form={form} index={index} />
        ))}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => form.insertListItem('manufacturerAliases', { alias: '', manufacturer: '' })}
          >
            {t('manufacturer.add')}
          </Button>
        </Group>
        <Switch
          label={t('manufacturer.brand')}
          description={t('manufacturer.brand.hint')}
          {...form.getInputProps('androidBrandAccepted', { type: 'checkbox' })}
        />
      </Stack>
    </SettingsCard>
  )
}

const AliasFields = ({ form, index }: { form: Form; index: number }) => (
  <Group gap="xs" align="flex-start">
    <TextInput
      style={{ flex: '1 1 180px' }}
      label={t('manufacturer.alias')}
      {...form.getInputProps(`manufacturerAliases.${index}.alias`)}
    />
    <TextInput
      style={{ flex: '1 1 180px' }}
      label={t('manufacturer.name')}
      {...form.getInputProps(`manufacturerAliases.${index}.manufacturer`)}
    />
    <ActionIcon
      variant="default"
      size={36}
      mt={24}
      aria-label={t('manufacturer.remove', { name: form.values.manufacturerAliases[index]?.alias ?? '' })}
      onClick={() => form.removeListItem('manufacturerAliases', index)}
    >
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  </Group>
)
