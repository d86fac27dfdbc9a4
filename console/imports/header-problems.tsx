import { List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Import, RowProblem } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'

type Props = { of: Import; severity?: RowProblem['severity']; actions?: ReactNode }

/** What the header has that could not be taken as it is. */
export function HeaderProblems({ of, severity, actions }: Props) {
  const problems = of.headerProblems.filter((problem) => !severity || problem.severity === severity)
  if (problems.length === 0) return null
  const bad = problems.some((problem) => problem.severity === 'error')
  return (
    <Message
      tone={bad ? 'bad' : 'warn'}
      icon={IconAlertTriangle}
      title={t('import.header-problems')}
      actions={actions}
    >
      <List size="sm" c="inherit">
        {problems.map(({ column, code, message }) => (
          <List.Item key={`${column} ${code}`}>{message}</List.Item>
        ))}
      </List>
    </Message>
  )
}
