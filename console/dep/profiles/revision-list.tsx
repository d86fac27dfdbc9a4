import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DepProfile } from '../../../src/contract/dep.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { revisionsOptions } from './profile-queries.ts'
import { RevisionLine } from './revision-bar.tsx'

/** How the versions went to the devices. Nothing where there was one version only. */
export function RevisionList({ profile }: { profile: DepProfile }) {
  const { data = [], error } = useQuery(revisionsOptions(profile.id))
  if (error) return <ErrorMessage error={error} />
  if (data.length === 0) return null
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {t('dep-revisions.title')}
      </Title>
      <Stack gap="md">
        {data.map((revision) => (
          <Stack key={revision.id} gap={6}>
            <Group gap="xs" justify="space-between">
              <Group gap="xs">
                <LinkAnchor to="/dep/revisions/$id" params={{ id: revision.id }} fw={550}>
                  {t('dep-profile.version.of', { version: revision.version })}
                </LinkAnchor>
                <Status kind="revision" state={revision.state} />
              </Group>
              <Text size="sm" c="dimmed" component="div">
                <Time at={revision.createdAt} />
              </Text>
            </Group>
            <RevisionLine of={revision} />
            <Text size="sm">
              {t('dep-revision.confirmed', { done: revision.confirmed, of: revision.total })}
            </Text>
          </Stack>
        ))}
      </Stack>
    </Paper>
  )
}
