import { List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ZeroTouchEntry, ZeroTouchPreview, ZeroTouchSetup } from '../../src/contract/google.ts'
import { formatList } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { groupsOf } from './preview-groups.ts'
import { numberOf } from './number-of.ts'

type Props = { preview: ZeroTouchPreview; setup: ZeroTouchSetup }

/** Who would be let in with it and who would not, why, and the first few by their numbers. */
export function ApplyPreview({ preview: { items, missing }, setup }: Props) {
  const have = items.filter(({ configuration }) => configuration === setup.name).length
  return (
    <Stack gap="xs" role="status">
      <Text fw={600}>{t('zero-touch-apply.preview', { title: setup.title, count: items.length })}</Text>
      {setup.tokenState !== 'valid' && (
        <Message tone="warn" icon={IconAlertTriangle} title={t('zero-touch-apply.no-token')}>
          <Text size="sm">{t('zero-touch-apply.no-token.text')}</Text>
        </Message>
      )}
      <List size="sm" spacing={4}>
        {groupsOf(items).map(({ outcome, reason, entries }) => (
          <List.Item key={`${outcome} ${reason}`}>
            {t(`zero-touch-apply.${outcome}`, { count: entries.length, reason: t(`reason.${reason}`) })}
            {outcome !== 'admit' && <Names entries={entries} />}
          </List.Item>
        ))}
        {have > 0 && <List.Item>{t('zero-touch-apply.have', { count: have })}</List.Item>}
        {missing.length > 0 && (
          <List.Item>{t('zero-touch-apply.missing', { count: missing.length })}</List.Item>
        )}
      </List>
    </Stack>
  )
}

const mostNames = 5

function Names({ entries }: { entries: ZeroTouchEntry[] }) {
  const names = entries.map(({ claimed, deviceId }) => numberOf(claimed, deviceId))
  return (
    <Text size="xs" c="dimmed" component="span" display="block">
      {names.length > mostNames
        ? t('zero-touch-apply.such-as', { names: names.slice(0, mostNames).join(', ') })
        : formatList(names)}
    </Text>
  )
}
