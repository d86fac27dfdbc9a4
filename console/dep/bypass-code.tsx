import { Group, Text } from '@mantine/core'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'

/** What unlocks a device, to be copied. */
export const BypassCode = ({ code }: { code: string }) => (
  <div>
    <Text size="sm" fw={600}>
      {t('dep-lock.code')}
    </Text>
    <Group gap="xs">
      <span className="identifier">{code}</span>
      <CopyButton value={code} what={t('dep-lock.code')} />
    </Group>
    <Text size="sm" c="dimmed">
      {t('dep-lock.code.hint')}
    </Text>
  </div>
)
