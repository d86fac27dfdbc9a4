import { List, Stack, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { AssignmentRulesPreview } from '../../../src/contract/dep-assignment.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import type { Draft } from './rules-draft.ts'

type Props = { draft: Draft; isValid: boolean; query: UseQueryResult<AssignmentRulesPreview> }

/** For how many devices each rule decides, what would change, and the first few of them. */
export function RulesPreview({ draft, isValid, query: { data, error } }: Props) {
  if (!isValid)
    return (
      <Text size="sm" role="status">
        {t('rules.preview.invalid')}
      </Text>
    )
  if (error) return <ErrorMessage error={error} />
  if (!data) return <Text size="sm">{t('dep-assign.counting')} …</Text>
  const names = [...draft.rules.map(({ name }) => name), t('rules.preview.fallback')]
  const parts = [...data.rules, data.fallback]
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">
        {t('rules.preview.devices', { count: data.devices })}
        {' · '}
        {t('rules.preview.changes', { count: data.changes })}
      </Text>
      {parts.length === names.length &&
        parts.map((part, index) => <PartNumbers key={index} name={names[index]!} part={part} />)}
    </Stack>
  )
}

const PartNumbers = ({ name, part }: { name: string; part: AssignmentRulesPreview['fallback'] }) => (
  <div>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      <Text span fw={600}>
        {name}
      </Text>{' '}
      {t('rules.preview.matches', { count: part.matches })}
      {part.changes > 0 && ` · ${t('rules.preview.changes', { count: part.changes })}`}
    </Text>
    <List size="xs" aria-label={t('rules.preview.examples')}>
      {part.examples.map(({ serial, model, profile }) => (
        <List.Item key={serial}>
          {profile
            ? t('rules.preview.has', { serial, model: model ?? '', profile })
            : t('rules.preview.has-none', { serial, model: model ?? '' })}
        </List.Item>
      ))}
    </List>
  </div>
)
