import { ActionIcon, Button, Fieldset, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { operatorsOf, RuleField, type RuleOperator } from '../../../src/contract/dep-assignment.ts'
import { t } from '../../texts/t.ts'
import { changeCondition, type DraftCondition, type DraftRule, newCondition } from './rules-draft.ts'

type Props = {
  rule: DraftRule
  profiles: { value: string; label: string }[]
  faults: Record<string, string>
  path: string
  onChange: (rule: DraftRule) => void
}

const none = 'none'

export function RuleForm({ rule, profiles, faults, path, onChange }: Props) {
  const { conditions } = rule
  const setConditions = (next: DraftCondition[]) => onChange({ ...rule, conditions: next })
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-start" grow>
        <TextInput
          label={t('rule.name')}
          value={rule.name}
          onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })}
          error={faults[`${path}.name`]}
          data-autofocus
        />
        <Select
          label={t('rule.profile')}
          data={[...profiles, { value: none, label: t('rule.profile.none') }]}
          value={rule.profileId ?? none}
          onChange={(id) => onChange({ ...rule, profileId: id === none ? null : id })}
          error={faults[`${path}.profileId`]}
          allowDeselect={false}
        />
      </Group>
      <Fieldset legend={t('rule.conditions')}>
        <Stack gap="sm">
          {conditions.map((condition, index) => (
            <ConditionRow
              key={condition.key}
              {...{ condition, index }}
              isOnly={conditions.length === 1}
              error={faults[`${path}.conditions.${index}.values`]}
              onChange={(next) => setConditions(conditions.with(index, next))}
              onRemove={() => setConditions(conditions.toSpliced(index, 1))}
            />
          ))}
          <Group>
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setConditions([...conditions, newCondition()])}
            >
              {t('rule.add-condition')}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </Stack>
  )
}

const fields = RuleField.options.map((value) => ({ value, label: t(`rule.field.${value}`) }))

type RowProps = {
  condition: DraftCondition
  index: number
  isOnly: boolean
  error: string | undefined
  onChange: (condition: DraftCondition) => void
  onRemove: () => void
}

function ConditionRow({ condition, index, isOnly, error, onChange, onRemove }: RowProps) {
  const { field, operator } = condition
  const number = index + 1
  return (
    <Group gap="xs" align="flex-start" role="group" aria-label={t('rule.condition', { number })}>
      <Select
        aria-label={t('rule.field')}
        data={fields}
        value={field}
        onChange={(value) => onChange(changeCondition(condition, { field: RuleField.parse(value) }))}
        allowDeselect={false}
        style={{ flex: '1 1 150px' }}
      />
      <Select
        aria-label={t('rule.operator')}
        data={operatorsOf(field).map((value) => ({ value, label: t(`rule.operator.${value}`) }))}
        value={operator}
        onChange={(value) => onChange(changeCondition(condition, { operator: value as RuleOperator }))}
        allowDeselect={false}
        style={{ flex: '1 1 110px' }}
      />
      <ValueInput {...{ condition, error, onChange }} />
      <ActionIcon
        variant="subtle"
        mt={4}
        aria-label={t('rule.remove-condition', { number })}
        disabled={isOnly}
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

type ValueProps = Pick<RowProps, 'condition' | 'error' | 'onChange'>

function ValueInput({ condition, error, onChange }: ValueProps) {
  const { field, operator, values } = condition
  const set = (next: string[]) => onChange({ ...condition, values: next })
  const style = { flex: '2 1 200px' }
  if (operator === 'one-of')
    return (
      <TagsInput
        aria-label={t('rule.values')}
        placeholder={t('rule.values.hint')}
        value={values}
        onChange={set}
        acceptValueOnBlur
        {...{ error, style }}
      />
    )
  return (
    <TextInput
      aria-label={t(field === 'assignedAt' ? 'rule.day' : 'rule.value')}
      type={field === 'assignedAt' ? 'date' : 'text'}
      value={values[0] ?? ''}
      onChange={({ currentTarget: { value } }) => set(value === '' ? [] : [value])}
      {...{ error, style }}
    />
  )
}
