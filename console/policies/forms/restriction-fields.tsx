import { Accordion, Badge, Group, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PolicyRestriction } from '../../../src/contract/policy-file.ts'
import { t, tWord } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { restrictionsOptions } from '../policy-queries.ts'
import type { RestrictionValues } from '../policy-values.ts'
import { Part, type PolicyForm } from './form-parts.tsx'
import { RestrictionField } from './restriction-field.tsx'

/** The catalogue in its groups; what is not touched stays as people like it. */
export function RestrictionFields({ form }: { form: PolicyForm }) {
  const { data, error, isPending } = useQuery(restrictionsOptions)
  const [q, setQ] = useState('')
  const [onlyChosen, setOnlyChosen] = useState(false)
  const values = form.values.restrictions
  const change = (key: string, value: RestrictionValues[string] | undefined) => {
    const { [key]: _before, ...rest } = values
    form.setFieldValue('restrictions', value === undefined ? rest : { ...rest, [key]: value })
  }
  if (isPending) return <Skeleton h={240} />
  if (error) return <ErrorMessage error={error} />
  const shown = data.filter((each) => matches(each, q) && (!onlyChosen || each.key in values))
  const groups = Map.groupBy(shown, ({ group }) => group)
  return (
    <Part legend={t('policy-kind.restrictions')}>
      <Group gap="md">
        <TextInput
          type="search"
          aria-label={t('policy.restrictions.search')}
          placeholder={t('policy.restrictions.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          style={{ flex: '1 1 220px' }}
        />
        <Switch
          label={t('policy.restrictions.only-chosen')}
          checked={onlyChosen}
          onChange={(event) => setOnlyChosen(event.currentTarget.checked)}
        />
        <Text size="sm" role="status">
          {t('policy.restrictions.chosen', { count: Object.keys(values).length })}
        </Text>
      </Group>
      {shown.length === 0 && <Text c="dimmed">{t('policy.restrictions.none')}</Text>}
      {q.trim() || onlyChosen ? (
        [...groups].map(([group, restrictions]) => (
          <Stack key={group} gap="xs">
            <Text fw={600}>{tWord('policy-restrictions', group)}</Text>
            <Fields {...{ form, restrictions, change }} />
          </Stack>
        ))
      ) : (
        <Groups {...{ form, groups, change }} />
      )}
    </Part>
  )
}

type Change = (key: string, value: RestrictionValues[string] | undefined) => void

const matches = ({ key, label, hint }: PolicyRestriction, q: string): boolean =>
  `${label} ${hint ?? ''} ${key}`.toLowerCase().includes(q.trim().toLowerCase())

type GroupsProps = { form: PolicyForm; groups: Map<string, PolicyRestriction[]>; change: Change }

function Groups({ form, groups, change }: GroupsProps) {
  const values = form.values.restrictions
  return (
    <Accordion multiple variant="separated" order={2} keepMounted={false}>
      {[...groups].map(([group, restrictions]) => {
        const count = restrictions.filter(({ key }) => key in values).length
        return (
          <Accordion.Item key={group} value={group}>
            <Accordion.Control>
              <Group gap="xs">
                {tWord('policy-restrictions', group)}
                {count > 0 && (
                  <Badge variant="default" tt="none">
                    {t('policy.restrictions.chosen', { count })}
                  </Badge>
                )}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Fields {...{ form, restrictions, change }} />
            </Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

type FieldsProps = { form: PolicyForm; restrictions: PolicyRestriction[]; change: Change }

const Fields = ({ form, restrictions, change }: FieldsProps) => (
  <Stack gap="md">
    {restrictions.map((restriction) => (
      <RestrictionField
        key={restriction.key}
        restriction={restriction}
        value={form.values.restrictions[restriction.key]}
        error={form.errors[`restrictions.${restriction.key}`]}
        onChange={(value) => change(restriction.key, value)}
      />
    ))}
  </Stack>
)
