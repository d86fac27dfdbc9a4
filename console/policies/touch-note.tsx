import { Stack, Text } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { deviceCountOptions } from '../devices/device-queries.ts'
import { t } from '../texts/t.ts'
import { formatNumber } from '../texts/format.ts'
import { Message } from '../ui/message.tsx'
import { templateUsesOptions } from '../things/kit-queries.ts'

type Props = {
  groups: string[]
  templates: string[]
  /** Devices that have the policy now, and whether what they have changes. */
  given?: number | undefined
  changes?: boolean
  /** Groups and templates that have it now and are to have it no more. */
  lost?: string[]
}

/** What saving does, in numbers, before it is done. */
export function TouchNote({ groups, templates, given = 0, changes = true, lost = [] }: Props) {
  const nobody = groups.length + templates.length === 0
  return (
    <Message tone="info" icon={IconUsersGroup} title={t('policy.touch')} role="status">
      <Stack gap={4}>
        {given > 0 && (
          <Text size="sm">
            {changes ? t('policy.touch.again', { count: given }) : t('policy.touch.head')}
          </Text>
        )}
        {nobody && given === 0 && <Text size="sm">{t('policy.touch.nobody')}</Text>}
        <GroupLines groups={groups} />
        <TemplateLines templates={templates} />
        {lost.length > 0 && <Text size="sm">{t('policy.touch.lost', { names: lost.join(', ') })}</Text>}
        {!nobody && <Text size="sm">{t('policy.touch.soon')}</Text>}
      </Stack>
    </Message>
  )
}

function GroupLines({ groups }: { groups: string[] }) {
  const enrolled = useQueries({
    queries: groups.map((group) => deviceCountOptions({ group, status: 'enrolled' })),
  })
  const waiting = useQueries({
    queries: groups.map((group) => deviceCountOptions({ group, status: 'pre-enrolled' })),
  })
  return groups.map((name, i) => (
    <Text key={name} size="sm">
      {t('policy.touch.group', {
        name,
        enrolled: countText(enrolled[i]?.data),
        waiting: countText(waiting[i]?.data),
      })}
    </Text>
  ))
}

const countText = (count: number | undefined): string => (count === undefined ? '…' : formatNumber(count))

function TemplateLines({ templates }: { templates: string[] }) {
  const { data } = useQuery(templateUsesOptions)
  return templates.map((name) => (
    <Text key={name} size="sm">
      {t('policy.touch.template', { name, count: countText(data?.get(name)) })}
    </Text>
  ))
}
