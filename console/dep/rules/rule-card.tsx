import { ActionIcon, Group, Paper, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconChevronUp, IconPencil, IconTrash } from '@tabler/icons-react'
import type { AssignmentRulesPreview } from '../../../src/contract/dep-assignment.ts'
import { formatDay, formatList } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { type DraftCondition, type DraftRule } from './rules-draft.ts'
import { RuleForm } from './rule-form.tsx'

type Props = {
  rule: DraftRule
  index: number
  count: number
  profiles: { value: string; label: string }[]
  numbers: AssignmentRulesPreview['fallback'] | undefined
  faults: Record<string, string>
  mayWrite: boolean
  isOpen: boolean
  onOpen: () => void
  onChange: (rule: DraftRule) => void
  onMove: (step: -1 | 1) => void
  onDelete: () => void
}

/** One rule in words, with the buttons that move it, and its form when it is opened. */
export function RuleCard(props: Props) {
  const { rule, index, count, profiles, numbers, faults, mayWrite, isOpen } = props
  const { name } = rule
  const profile = profiles.find(({ value }) => value === rule.profileId)?.label ?? t('rule.profile.none')
  const isFaulty = Object.keys(faults).some((path) => path.startsWith(`rules.${index}.`))
  return (
    <Paper withBorder p="sm" component="li">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs" align="flex-start">
          <Stack gap={2} style={{ flex: '1 1 220px', minWidth: 0 }}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {index + 1}. {name}
            </Text>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {rule.conditions.map(conditionText).join('; ')} → {profile}
            </Text>
            {numbers && !isFaulty && (
              <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
                {t('rules.preview.matches', { count: numbers.matches })}
                {numbers.changes > 0 && ` · ${t('rules.preview.changes', { count: numbers.changes })}`}
              </Text>
            )}
          </Stack>
          {mayWrite && (
            <Group gap={4}>
              <Act
                icon={IconArrowUp}
                label={t('rule.up', { name })}
                isOff={index === 0}
                onClick={() => props.onMove(-1)}
              />
              <Act
                icon={IconArrowDown}
                label={t('rule.down', { name })}
                isOff={index === count - 1}
                onClick={() => props.onMove(1)}
              />
              <Act
                icon={isOpen ? IconChevronUp : IconPencil}
                label={t(isOpen ? 'rule.close' : 'rule.edit', { name })}
                isExpanded={isOpen}
                onClick={props.onOpen}
              />
              <Act icon={IconTrash} label={t('rule.delete', { name })} onClick={props.onDelete} />
            </Group>
          )}
        </Group>
        {isOpen && (
          <RuleForm
            {...{ rule, profiles }}
            faults={faults}
            path={`rules.${index}`}
            onChange={props.onChange}
          />
        )}
      </Stack>
    </Paper>
  )
}

type ActProps = {
  icon: typeof IconArrowUp
  label: string
  isOff?: boolean
  isExpanded?: boolean
  onClick: () => void
}

/** One that is off keeps the focus: the rule that was moved to the end can be moved back at once. */
const Act = ({ icon: Icon, label, isOff = false, isExpanded, onClick }: ActProps) => (
  <ActionIcon
    variant="subtle"
    aria-label={label}
    title={label}
    aria-disabled={isOff}
    {...(isOff && { 'data-disabled': true })}
    {...(isExpanded !== undefined && { 'aria-expanded': isExpanded })}
    onClick={() => {
      if (!isOff) onClick()
    }}
  >
    <Icon size={18} aria-hidden />
  </ActionIcon>
)

function conditionText({ field, operator, values }: DraftCondition): string {
  const words = field === 'assignedAt' ? values.map(dayText) : values.map((value) => `“${value}”`)
  const named = words.length > 4 ? [...words.slice(0, 3), `+ ${words.length - 3}`] : words
  return [t(`rule.field.${field}`), t(`rule.operator.${operator}`), formatList(named) || '…'].join(' ')
}

const dayText = (day: string) => (Number.isNaN(Date.parse(day)) ? day : formatDay(`${day}T12:00:00Z`))
