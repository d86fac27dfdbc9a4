import { Button, Code, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { explain } from '../api/explain.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from './copy-button.tsx'
import { Message } from './message.tsx'

/** What happened, why, what to do; the code small and copyable. Renders nothing without an error. */
export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null
  const { what, why, fix, code } = explain(error)
  const retry = onRetry && (
    <Button variant="default" size="xs" onClick={onRetry}>
      {t('act.retry')}
    </Button>
  )
  return (
    <Message tone="bad" icon={IconAlertTriangle} title={what} actions={retry} role="alert">
      {why && <Text size="sm">{why}</Text>}
      {fix && <Text size="sm">{fix}</Text>}
      {code && (
        <Text size="xs" component="div">
          <Code>{code}</Code> <CopyButton value={code} what={t('error.code')} />
        </Text>
      )}
    </Message>
  )
}
