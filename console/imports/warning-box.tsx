import { List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'

const shownWarnings = 8

/** What is wrong with the header, and what was read differently from what was written. */
export const WarningBox = ({ of }: { of: Import }) => (
  <>
    {of.headerProblems.length > 0 && (
      <Message tone="bad" icon={IconAlertTriangle} title={t('import.header-problems')}>
        <List size="sm" c="inherit">
          {of.headerProblems.map(({ column, code, message }) => (
            <List.Item key={`${column} ${code}`}>
              <strong>{column}</strong> {message}
            </List.Item>
          ))}
        </List>
      </Message>
    )}
    {of.warnings.length > 0 && (
      <Message
        tone="warn"
        icon={IconAlertTriangle}
        title={t('import.warnings', { count: of.warnings.length })}
      >
        <List size="sm" c="inherit">
          {of.warnings.slice(0, shownWarnings).map(({ line, column, message }, index) => (
            <List.Item key={index}>
              {line !== null && `${t('import.warning.line', { line: String(line) })}: `}
              <strong>{column}</strong> {message}
            </List.Item>
          ))}
        </List>
        {of.warnings.length > shownWarnings && (
          <Text size="sm">{t('import.warnings.more', { count: of.warnings.length - shownWarnings })}</Text>
        )}
      </Message>
    )}
  </>
)
