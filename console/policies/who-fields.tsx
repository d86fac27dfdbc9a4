import { MultiSelect, SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { namesOptions } from '../devices/device-queries.ts'
import { platformOptions } from '../devices/device-words.ts'
import { t } from '../texts/t.ts'
import { columns, Part, type PolicyForm } from './forms/form-parts.tsx'

export function WhoFields({ form }: { form: PolicyForm }) {
  const groups = useQuery(namesOptions('groups'))
  const templates = useQuery(namesOptions('templates'))
  return (
    <Part legend={t('policy.who')}>
      <SimpleGrid cols={columns}>
        <MultiSelect
          label={t('policy.groups')}
          description={t('policy.groups.hint')}
          data={groups.data ?? []}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('policy.groups') }) }}
          {...form.getInputProps('groups')}
        />
        <MultiSelect
          label={t('policy.templates')}
          description={t('policy.templates.hint')}
          data={templates.data ?? []}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('policy.templates') }) }}
          {...form.getInputProps('templates')}
        />
        <MultiSelect
          label={t('policy.platforms')}
          description={t('policy.platforms.hint')}
          data={platformOptions}
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('policy.platforms') }) }}
          {...form.getInputProps('platforms')}
        />
      </SimpleGrid>
    </Part>
  )
}
