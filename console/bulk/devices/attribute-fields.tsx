import { ActionIcon, Button, Fieldset, Group, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { AttributeRule } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import type { AttributeDraft, AttributesDraft } from './device-draft.ts'

/** What these fields need of a form, whatever else is in it. */
type Form = {
  values: AttributesDraft
  getInputProps(path: string): object
  setFieldValue(path: string, value: string): void
  insertListItem(path: 'attributes', item: AttributeDraft): void
  removeListItem(path: 'attributes', index: number): void
}
type Props = { form: Form; rules: readonly AttributeRule[] }

/** Custom attributes: by the rules of the list where there are some, else of any name. */
export function AttributeFields({ form, rules }: Props) {
  return (
    <Fieldset legend={t('bulk.device.attributes')}>
      <Stack gap="sm">
        {form.values.attributes.map(({ name }, index) => {
          const rule = rules.find((one) => one.name === name)
          return rule ? (
            <RuledField key={name} form={form} rule={rule} index={index} />
          ) : (
            // oxlint-disable-next-line react/no-array-index-key
            <FreeField key={index} form={form} index={index} />
          )
        })}
        {rules.length === 0 && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => form.insertListItem('attributes', { name: '', value: '' })}
            >
              {t('bulk.attribute.add')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  )
}

type FieldProps = { form: Form; index: number }

function RuledField({ form, rule, index }: FieldProps & { rule: AttributeRule }) {
  const { name, type, required, values } = rule
  const props = { label: name, required, ...form.getInputProps(`attributes.${index}.value`) }
  const choices = type === 'boolean' && values.length === 0 ? ['true', 'false'] : values
  if (choices.length > 0)
    return (
      <Select
        {...props}
        value={form.values.attributes[index]?.value || null}
        onChange={(value) => form.setFieldValue(`attributes.${index}.value`, value ?? '')}
        data={choices}
        clearable
        clearButtonProps={{ 'aria-label': t('list.clear-one', { what: name }) }}
      />
    )
  if (type === 'date') return <TextInput {...props} type="date" />
  return <TextInput {...props} {...(type === 'number' && { inputMode: 'decimal' as const })} />
}

function FreeField({ form, index }: FieldProps) {
  const { name = '' } = form.values.attributes[index] ?? {}
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={t('bulk.attribute.name')}
        {...form.getInputProps(`attributes.${index}.name`)}
      />
      <TextInput
        style={{ flex: 1 }}
        label={t('bulk.attribute.value')}
        {...form.getInputProps(`attributes.${index}.value`)}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('bulk.attribute.remove', { name })}
        onClick={() => form.removeListItem('attributes', index)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
