import { List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ConfigurationFinding } from '../../../src/contract/bulk-configuration.ts'
import { t } from '../../texts/t.ts'
import { Message } from '../../ui/message.tsx'

type Props = { findings: ConfigurationFinding[]; isTyped: boolean }

/** All that is wrong or doubtful, also what belongs to no field. */
export function ConfigurationFindings({ findings, isTyped }: Props) {
  if (findings.length === 0) return null
  return (
    <Message
      tone={findings.some(({ severity }) => severity === 'error') ? 'bad' : 'warn'}
      icon={IconAlertTriangle}
      title={t(isTyped ? 'bulk.configuration.findings.typed' : 'bulk.configuration.findings')}
    >
      <List size="sm" c="inherit">
        {findings.map(({ pointer, code, message }) => (
          <List.Item key={`${pointer} ${code}`}>{message}</List.Item>
        ))}
      </List>
    </Message>
  )
}
