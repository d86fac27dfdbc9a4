import { Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ImportField } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { attributeField, attributeName, fieldWord, isAttribute } from './field-words.ts'
import { importFieldsOptions } from './import-queries.ts'

type Props = {
  column: string
  field: string | null
  error: string | undefined
  onChange: (field: string | null) => void
}

/** Select has no null among its options. */
const notImported = '-'
const attribute = '+'

/** What a column becomes: a value of the user or the device, an attribute of any name, or nothing. */
export function FieldSelect({ column, field, error, onChange }: Props) {
  const { data: fields = [] } = useQuery(importFieldsOptions)
  const named = field !== null && isAttribute(field)
  const rules = new Map(fields.map(({ field: name, rule }) => [name, rule]))
  return (
    <Stack gap={6}>
      <Select
        aria-label={t('import.columns.field.of', { column })}
        data={optionsOf(fields)}
        value={field === null ? notImported : named ? attribute : field}
        onChange={(value) => onChange(chosenField(value, column))}
        allowDeselect={false}
        searchable
        maxDropdownHeight={340}
        error={!named && error}
        renderOption={({ option }) => (
          <div>
            {option.label}
            {rules.has(option.value) && (
              <Text size="xs" opacity={0.75}>
                {rules.get(option.value)}
              </Text>
            )}
          </div>
        )}
      />
      {named && (
        <TextInput
          aria-label={t('import.columns.attribute-name.of', { column })}
          placeholder={t('import.columns.attribute-name')}
          value={attributeName(field)}
          maxLength={100}
          error={error}
          onChange={(event) => onChange(attributeField(event.currentTarget.value))}
        />
      )}
    </Stack>
  )
}

const chosenField = (value: string | null, column: string): string | null => {
  if (value === attribute) return attributeField(column.slice(0, 100))
  return value === notImported ? null : value
}

const optionsOf = (fields: ImportField[]) => [
  { value: notImported, label: t('import.not-imported') },
  { value: attribute, label: t('import.attribute') },
  ...(['device', 'user'] as const).map((of) => ({
    group: t(`import.group.${of}`),
    items: fields
      .filter((field) => field.of === of)
      .map(({ field }) => ({ value: field, label: fieldWord(field) })),
  })),
]
