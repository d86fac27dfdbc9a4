import { IconAlertTriangle } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { groupWarnings } from './group-warnings.ts'
import { ProblemKinds } from './problem-kinds.tsx'

/** What was read differently from what was written, and what only looks odd. */
export function PlanWarnings({ of }: { of: Import }) {
  const groups = groupWarnings(of.warnings)
  if (groups.length === 0) return null
  return (
    <Message tone="warn" icon={IconAlertTriangle} title={t('import.warnings', { count: groups.length })}>
      <ProblemKinds of={of} kinds={groups.map(({ first }) => first)} />
    </Message>
  )
}
