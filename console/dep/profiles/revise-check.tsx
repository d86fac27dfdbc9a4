import { Button, Grid, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { DepProfile } from '../../../src/contract/dep.ts'
import type { RevisePreview } from '../../../src/contract/dep-profile.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Fact, FactGroup } from '../../ui/facts.tsx'
import { Message } from '../../ui/message.tsx'
import { ChangesTable } from './changes-table.tsx'
import { Notes, SentJson } from './profile-preview.tsx'
import { type RevisedFields, reviseProfile, revisePreviewOptions } from './profile-queries.ts'

type Props = {
  profile: DepProfile
  fields: RevisedFields
  onBack: () => void
  onRefused: (error: Error) => void
}

/** The last step before the effect: what changes, for how many devices, and what Apple will get. */
export function ReviseCheck({ profile, fields, onBack, onRefused }: Props) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data, error } = useQuery(revisePreviewOptions(profile.id, fields))
  const revision = useMutation({
    mutationFn: () => reviseProfile({ id: profile.id, fields }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['dep-profile'] })
      await navigate({ to: '/dep/revisions/$id', params: { id } })
    },
    onError: (problem) => {
      if (isAboutFields(problem)) onRefused(problem)
    },
  })
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onBack}>
      {t('dep-revise.back')}
    </Button>
  )
  if (error)
    return (
      <Stack gap="md">
        <ErrorMessage error={error} />
        <Group>{back}</Group>
      </Stack>
    )
  if (!data) return <Skeleton h={240} role="status" aria-label={t('state.loading')} />
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack gap="md">
          <Numbers preview={data} />
          <WhatChanges preview={data} version={profile.version} />
          {data.warnings.length > 0 && <Notes title={t('dep-profile.warnings')} notes={data.warnings} />}
          <ErrorMessage error={revision.error} />
          <Group gap="xs">
            {back}
            <Button
              loading={revision.isPending}
              disabled={data.changes.length === 0}
              onClick={() => revision.mutate()}
            >
              {data.devices > 0
                ? t('dep-revise.act', { version: data.version, count: data.devices })
                : t('dep-revise.act.nobody', { version: data.version })}
            </Button>
          </Group>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <SentJson sent={data.sent} />
      </Grid.Col>
    </Grid>
  )
}

const isAboutFields = (error: Error): boolean =>
  'problem' in error && Array.isArray((error.problem as { errors?: unknown }).errors)

const Numbers = ({ preview }: { preview: RevisePreview }) => (
  <FactGroup title={t('dep-revise.numbers')}>
    <Fact label={t('dep-revise.devices')}>{formatNumber(preview.devices)}</Fact>
    <Fact label={t('dep-revise.pushed')}>
      {preview.pushed > 0
        ? t('dep-revise.pushed.count', { count: preview.pushed })
        : formatNumber(preview.pushed)}
    </Fact>
    <Fact label={t('dep-revise.waiting')}>{formatNumber(preview.waiting)}</Fact>
    <Fact label={t('dep-revise.throttled')}>
      {preview.throttled > 0
        ? t('dep-revise.throttled.count', { count: preview.throttled })
        : formatNumber(preview.throttled)}
    </Fact>
    <Fact label={t('dep-revise.calls')}>{formatNumber(preview.calls)}</Fact>
    <Fact label={t('dep-revise.default')}>
      {preview.isDefault ? t('dep-revise.default.moves') : t('state.no')}
    </Fact>
  </FactGroup>
)

const WhatChanges = ({ preview, version }: { preview: RevisePreview; version: number }) =>
  preview.changes.length === 0 ? (
    <Message tone="info" icon={IconInfoCircle} title={t('dep-revise.unchanged')}>
      <Text size="sm">{t('dep-revise.unchanged.text')}</Text>
    </Message>
  ) : (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {t('dep-profile.changes')}
      </Title>
      <ChangesTable
        changes={preview.changes}
        before={t('dep-profile.version.of', { version })}
        after={t('dep-profile.version.of', { version: preview.version })}
      />
    </Paper>
  )
