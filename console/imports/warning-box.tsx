import { List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { groupWarnings } from './group-warnings.ts'

/** What is wrong with the header, and what was read differently from what was written. */
export const WarningBox = ({ of }: { of: Import }) => (
  <>
    {of.headerProblems.length > 0 && <HeaderProblems of={of} />}
    {of.warnings.length > 0 && (
      <Message
        tone="warn"
        icon={IconAlertTriangle}
        title={t('import.warnings', { count: of.warnings.length })}
      >
        <List size="sm" c="inherit">
          {groupWarnings(of.warnings).map(({ first: { line, column, code, message }, rows }) => (
            <List.Item key={`${column} ${code}`}>
              {line !== null && `${t('import.warning.line', { line: String(line) })}: `}
              <strong>{column}</strong> {message}
              {rows > 1 && ` (${t('import.warnings.more', { count: rows - 1 })})`}
            </List.Item>
          ))}
        </List>
      </Message>
    )}
  </>
)

const HeaderProblems = ({ of: { headerProblems } }: { of: Import }) => (
  <Message
    tone={headerProblems.some(({ severity }) => severity === 'error') ? 'bad' : 'warn'}
    icon={IconAlertTriangle}
    title={t('import.header-problems')}
  >
    <List size="sm" c="inherit">
      {headerProblems.map(({ column, code, message }) => (
        <List.Item key={`${column} ${code}`}>
          <strong>{column}</strong> {message}
        </List.Item>
      ))}
    </List>
  </Message>
)
