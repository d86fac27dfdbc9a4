import { Button, Grid, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconInfoCircle, IconSparkles } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { DepProfile } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { deleteDepProfile, depProfileOptions } from './dep-queries.ts'
import { flagFields, textFields } from './profile-fields.ts'
import { CertificateTable } from './profiles/certificate-field.tsx'
import { SentJson } from './profiles/profile-preview.tsx'
import { RevisionList } from './profiles/revision-list.tsx'
import { VersionList } from './profiles/version-list.tsx'

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
      actions={can('dep.token:write') && <Acts profile={data} />}
    >
      <Banner profile={data} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="md">
            <Facts profile={data} />
            <VersionList key={data.id} profile={data} />
            <RevisionList profile={data} />
            <Fields profile={data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <SentJson
            sent={data.sent}
            title={data.origin === 'elsewhere' ? t('dep-profile.json.elsewhere') : t('dep-profile.json')}
          />
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const Acts = ({ profile }: { profile: DepProfile }) => (
  <Group gap="xs">
    {profile.nextId === null && (
      <LinkButton to="/dep/profiles/$id/revise" params={{ id: profile.id }}>
        {t('dep-revise.open')}
      </LinkButton>
    )}
    <ForgetProfile profile={profile} />
  </Group>
)

function Banner({ profile }: { profile: DepProfile }) {
  const [latest] = profile.versions
  if (profile.nextId !== null && latest)
    return (
      <Message tone="info" icon={IconInfoCircle} title={t('dep-profile.superseded')}>
        <Text size="sm">
          {t('dep-profile.superseded.text')}{' '}
          <LinkAnchor to="/dep/profiles/$id" params={{ id: latest.id }}>
            {t('dep-profile.version.of', { version: latest.version })}
          </LinkAnchor>
        </Text>
      </Message>
    )
  if (profile.newPanes.length > 0)
    return (
      <Message
        tone="warn"
        icon={IconSparkles}
        title={t('dep-profile.new-panes', { count: profile.newPanes.length })}
      >
        <Text size="sm">
          {t('dep-profile.new-panes.text', { panes: profile.newPanes.join(', ') })}{' '}
          <LinkAnchor to="/dep/profiles/$id/revise" params={{ id: profile.id }}>
            {t('dep-revise.open')}
          </LinkAnchor>
        </Text>
      </Message>
    )
  if (profile.origin === 'elsewhere')
    return (
      <Message tone="info" icon={IconInfoCircle} title={t('dep-profile.elsewhere')}>
        <Text size="sm">{t('dep-profile.elsewhere.text')}</Text>
      </Message>
    )
  return null
}

const Facts = ({ profile }: { profile: DepProfile }) => (
  <FactGroup title={t('dep-profile.facts')}>
    <Fact label={t('dep-profile.uuid')} copy={profile.uuid} />
    <Fact label={t('dep-profile.account')}>
      <LinkAnchor to="/dep/accounts/$id" params={{ id: profile.accountId }}>
        {profile.account}
      </LinkAnchor>
    </Fact>
    <Fact label={t('dep-profile.version')}>{profile.version}</Fact>
    <Fact label={t('dep-profile.is-default')}>{profile.isDefault ? t('state.yes') : t('state.no')}</Fact>
    <Fact label={t('dep-profile.assigned')}>
      <LinkAnchor to="/dep/devices" search={{ profile: profile.id }}>
        {t('dep-profile.assigned.count', { count: profile.assignedCount })}
      </LinkAnchor>
    </Fact>
    <Fact label={t('dep-profile.pushed')}>
      {t('dep-profile.assigned.count', { count: profile.pushedCount })}
    </Fact>
    <Fact label={t('dep-profile.waiting')}>
      {t('dep-profile.assigned.count', { count: profile.waitingCount })}
    </Fact>
    <Fact label={t('dep-profile.created')}>
      <Time at={profile.createdAt} />
    </Fact>
    <Fact label={t('dep-profile.by')}>{profile.createdBy}</Fact>
  </FactGroup>
)

const Fields = ({ profile: { fields } }: { profile: DepProfile }) => (
  <FactGroup title={t('profile.group.management')}>
    {flagFields.map((name) => (
      <Fact key={name} label={t(`profile.${name}`)}>
        {fields[name] ? t('state.yes') : t('state.no')}
      </Fact>
    ))}
    {textFields.map(
      (name) =>
        fields[name] && (
          <Fact key={name} label={t(`profile.${name}`)}>
            <span style={{ overflowWrap: 'anywhere' }}>{fields[name]}</span>
          </Fact>
        ),
    )}
    {(['anchorCerts', 'supervisingHostCerts'] as const).map(
      (name) =>
        fields[name] &&
        fields[name].length > 0 && (
          <Fact key={name} label={t(`profile.${name}`)}>
            <CertificateTable certificates={fields[name]} />
          </Fact>
        ),
    )}
    <Fact label={t('profile.group.skip')}>
      {[fields.skipAllPanes && t('profile.skip.everything'), ...fields.skipSetupItems]
        .filter(Boolean)
        .join(', ') || t('state.none')}
    </Fact>
  </FactGroup>
)

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
