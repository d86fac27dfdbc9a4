import { List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { DepAssignPreview, DepDeviceGroup } from '../../../src/contract/dep-assignment.ts'
import { formatExactTime, formatList } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Message } from '../../ui/message.tsx'

type Props = { numbers: DepAssignPreview; wish: 'assign' | 'remove' }

/** Every chosen device is in one of the groups; the first few of each are named. */
export function PreviewNumbers({ numbers, wish }: Props) {
  const { asked, calls, profile } = numbers
  return (
    <Stack gap="xs" role="status">
      <Text fw={600}>
        {wish === 'assign'
          ? t('dep-assign.preview', { profile: profile?.name ?? '', count: asked.count })
          : t('dep-remove.preview', { count: asked.count })}
        {calls > 1 && ` ${t('dep-assign.calls', { count: calls })}`}
      </Text>
      {wish === 'remove' && (
        <Message tone="warn" icon={IconAlertTriangle} title={t('dep-remove.warning')}>
          <Text size="sm">{t('dep-remove.text')}</Text>
        </Message>
      )}
      <List size="sm" spacing={4}>
        {groupsOf(numbers, wish).map(({ text, group }) => (
          <List.Item key={text}>
            {text}
            <Text size="xs" c="dimmed">
              {group.count > group.examples.length
                ? t('dep-assign.examples', { serials: formatList(group.examples) })
                : formatList(group.examples)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}

function groupsOf(numbers: DepAssignPreview, wish: 'assign' | 'remove') {
  const until = (at: string | null) => (at ? formatExactTime(at) : '')
  const { pushed, replaced, settled, throttled, limited, otherAccount, gone, unknown } = numbers
  const groups: [DepDeviceGroup, string][] = [
    [pushed, t('dep-assign.pushed', { count: pushed.count })],
    [replaced, t('dep-assign.replaced', { count: replaced.count })],
    [settled, t(`dep-${wish}.settled`, { count: settled.count })],
    [throttled, t('dep-assign.throttled', { count: throttled.count, until: until(numbers.throttledUntil) })],
    [limited, t('dep-assign.limited', { count: limited.count, until: until(numbers.limitedUntil) })],
    [otherAccount, t('dep-assign.other-account', { count: otherAccount.count })],
    [gone, t('dep-assign.gone', { count: gone.count })],
    [unknown, t('dep-assign.unknown', { count: unknown.count })],
  ]
  return groups.filter(([group]) => group.count > 0).map(([group, text]) => ({ group, text }))
}
