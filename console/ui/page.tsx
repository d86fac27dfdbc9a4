import { Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'

type Props = {
  title: string
  count?: number | undefined
  badge?: ReactNode
  description?: string
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every page: its heading, which is also the title of the window, and its acts. */
export function Page({ title, count, badge, description, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title])
  return (
    <Stack gap="md" className="page">
      <Group justify="space-between" gap="sm" align="center">
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {count !== undefined && (
              <Text span c="dimmed" size="lg" style={{ fontVariantNumeric: 'tabular-nums' }}>
                {formatNumber(count)}
              </Text>
            )}
            {badge}
          </Group>
          {description && (
            <Text c="dimmed" size="sm" maw={720}>
              {description}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}

/** Stands where a page will be, so that nothing jumps. */
export const PageSkeleton = () => (
  <Stack gap="md" role="status" aria-label={t('state.loading')}>
    <Skeleton h={32} w={240} />
    <Skeleton h={120} />
    <Skeleton h={240} />
  </Stack>
)
