import { Button, Code, Grid, Paper, Stack, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { DepProfile } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { appleJson } from './apple-json.ts'
import { deleteDepProfile, depProfileOptions } from './dep-queries.ts'
import { flagFields, textFields } from './profile-fields.ts'

export function DepProfilePage() {
  const { id } = useParams({ from: '/shell/dep/profiles/$id' })
  const can = useCan()
  const { data, error, isPending, refetch } = useQuery(depProfileOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={data.fields.profileName}
      description={t('dep-profiles.description')}
      actions={can('dep.token:write') && <ForgetProfile profile={data} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Facts profile={data} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <ProfileJson fields={data.fields} />
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const Facts = ({ profile }: { profile: DepProfile }) => (
  <Stack gap="md">
    <FactGroup title={t('dep-profile.facts')}>
      <Fact label={t('dep-profile.account')}>{profile.account}</Fact>
      <Fact label={t('dep-profile.version')}>{profile.version}</Fact>
      <Fact label={t('dep-profile.assigned')}>
        {t('dep-profile.assigned.count', { count: profile.assignedCount })}
      </Fact>
      <Fact label={t('dep-profile.created')}>
        <Time at={profile.createdAt} />
      </Fact>
      <Fact label={t('dep-profile.by')}>{profile.createdBy}</Fact>
      <Fact label={t('dep-profile.uuid')} copy={profile.uuid} />
    </FactGroup>
    <FactGroup title={t('profile.group.management')}>
      {flagFields.map((name) => (
        <Fact key={name} label={t(`profile.${name}`)}>
          {profile.fields[name] ? t('state.yes') : t('state.no')}
        </Fact>
      ))}
      {textFields.map(
        (name) =>
          profile.fields[name] && (
            <Fact key={name} label={t(`profile.${name}`)}>
              {profile.fields[name]}
            </Fact>
          ),
      )}
      <Fact label={t('profile.group.skip')}>
        {profile.fields.skipSetupItems.join(', ') || t('state.none')}
      </Fact>
    </FactGroup>
  </Stack>
)

/** The profile with Apple's own names. */
export function ProfileJson({ fields }: { fields: Record<string, unknown> }) {
  const json = appleJson(fields)
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="xs">
        {t('dep-profile.json')} <CopyButton value={json} what={t('dep-profile.json')} />
      </Title>
      {/* Long lines scroll, so the keyboard must be able to reach them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <Code block tabIndex={0} mah={560} style={{ overflow: 'auto' }}>
        {json}
      </Code>
    </Paper>
  )
}

function ForgetProfile({ profile: { id, fields } }: { profile: DepProfile }) {
  const name = fields.profileName
  const [opened, dialog] = useDisclosure(false)
  const navigate = useNavigate()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteDepProfile(id),
    onSuccess: async () => {
      notifyDone(t('dep-profile.deleted', { name }))
      await navigate({ to: '/dep/profiles' })
      await client.invalidateQueries({ queryKey: ['dep-profile', 'all'] })
    },
  })
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('dep-profile.delete')}
      </Button>
      <Confirm
        opened={opened}
        onClose={dialog.close}
        title={t('dep-profile.delete.title', { name })}
        act={t('dep-profile.delete')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        {t('dep-profile.delete.text')}
      </Confirm>
    </>
  )
}
