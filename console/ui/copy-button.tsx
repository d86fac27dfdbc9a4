import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { t } from '../texts/t.ts'

/** Copies an identifier. `what` names it for those who do not see the text beside the button. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const { copied, copy } = useClipboard({ timeout: 1500 })
  const label = copied ? t('act.copied') : t('act.copy', { what })
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => copy(value)}>
        <Icon size={14} color="var(--mantine-color-dimmed)" />
      </ActionIcon>
    </Tooltip>
  )
}
