import { Badge, Group, Table } from '@mantine/core'
import { IconFileCertificate } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { DepProfile } from '../../src/contract/dep.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Time } from '../ui/time.tsx'
import { depAccountsOptions, depProfilesOptions } from './dep-queries.ts'
import { AdoptDialog } from './profiles/adopt-dialog.tsx'

/** C32: profiles that devices have and profiles that are only defined, the latest version of each. */
export function DepProfilesPage() {
  const can = useCan()
  const { data, error, isPending, refetch } = useQuery(depProfilesOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  const acts = can('dep.token:write') && (
    <Group gap="xs">
      <AdoptDialog />
      <LinkButton to="/dep/profiles/new">{t('dep-profiles.add')}</LinkButton>
    </Group>
  )
  return (
    <Page
      title={t('dep-profiles.title')}
      count={data.length}
      description={t('dep-profiles.description')}
      actions={acts}
    >
      {data.length === 0 ? (
        <Empty icon={IconFileCertificate} title={t('dep-profiles.empty')} action={acts}>
          {t('dep-profiles.empty.text')}
        </Empty>
      ) : (
        <Profiles profiles={data} />
      )}
    </Page>
  )
}

/** They are few, so that choosing among them needs no server. */
function Profiles({ profiles }: { profiles: DepProfile[] }) {
  const filters = useSearch({ from: '/shell/dep/profiles' })
  const navigate = useNavigate({ from: '/dep/profiles' })
  const { data: accounts = [] } = useQuery(depAccountsOptions)
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const shown = profiles.filter((profile) => matches(profile, filters))
  return (
    <>
      <FilterBar
        searchLabel={t('dep-profiles.search')}
        search={filters.q}
        choices={[
          {
            name: 'use',
            label: t('dep-profiles.use'),
            value: filters.use,
            options: (['assigned', 'defined'] as const).map((value) => ({
              value,
              label: t(`dep-profiles.use.${value}`),
            })),
          },
          {
            name: 'account',
            label: t('dep-profile.account'),
            value: filters.account,
            options: accounts.map(({ id, name }) => ({ value: id, label: name })),
          },
        ]}
        filtered={isFiltered(filters)}
        onChange={change}
        onClear={clear}
      />
      {shown.length === 0 ? (
        <Empty icon={IconFileCertificate} title={t('list.filtered-empty')} />
      ) : (
        <ProfileTable profiles={shown} />
      )}
    </>
  )
}

type Filters = { q?: string | undefined; use?: string | undefined; account?: string | undefined }

function matches({ fields, versions, accountId }: DepProfile, { q = '', use, account }: Filters): boolean {
  const text = q.trim().toLowerCase()
  const isAssigned = versions.some(({ assignedCount }) => assignedCount > 0)
  return (
    (!account || account === accountId) &&
    (!use || (use === 'assigned') === isAssigned) &&
    (fields.profileName.toLowerCase().includes(text) ||
      versions.some(({ uuid }) => uuid.toLowerCase().includes(text.replaceAll('-', ''))))
  )
}

const ProfileTable = ({ profiles }: { profiles: DepProfile[] }) => (
  <ScrollTable label={t('dep-profiles.title')} minWidth={760} highlightOnHover verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('dep-profile.name')}</Table.Th>
        <Table.Th>{t('dep-profile.account')}</Table.Th>
        <Table.Th>{t('dep-profile.version')}</Table.Th>
        <Table.Th>{t('dep-profile.devices')}</Table.Th>
        <Table.Th>{t('dep-profile.earlier')}</Table.Th>
        <Table.Th>{t('dep-profile.created')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {profiles.map((profile) => (
        <ProfileRow key={profile.id} profile={profile} />
      ))}
    </Table.Tbody>
  </ScrollTable>
)

function ProfileRow({ profile }: { profile: DepProfile }) {
  const { id, fields, account, version, uuid, versions, createdAt } = profile
  const earlier = versions.filter((other) => other.id !== id)
  const stillThere = earlier.reduce((sum, { assignedCount }) => sum + assignedCount, 0)
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <LinkAnchor to="/dep/profiles/$id" params={{ id }} fw={550}>
            {fields.profileName}
          </LinkAnchor>
          <CopyButton value={uuid} what={t('dep-profile.uuid.of-name', { name: fields.profileName })} />
          {profile.isDefault && (
            <Badge variant="default" tt="none">
              {t('dep-profile.default')}
            </Badge>
          )}
          {profile.origin === 'elsewhere' && (
            <Badge variant="default" tt="none">
              {t('dep-profile.elsewhere.badge')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{account}</Table.Td>
      <Table.Td>{version}</Table.Td>
      <Table.Td>{devicesOf(profile)}</Table.Td>
      <Table.Td>{earlier.length > 0 && t('dep-profile.earlier.count', { count: stillThere })}</Table.Td>
      <Table.Td>
        <Time at={createdAt} />
      </Table.Td>
    </Table.Tr>
  )
}

function devicesOf({ assignedCount, pushedCount, waitingCount }: DepProfile): string {
  if (assignedCount + waitingCount === 0) return t('dep-profile.only-defined')
  const parts = [
    t('dep-profile.assigned.count', { count: assignedCount }),
    pushedCount > 0 && t('dep-profile.pushed.count', { pushed: formatNumber(pushedCount) }),
    waitingCount > 0 && t('dep-profile.waiting.count', { waiting: formatNumber(waitingCount) }),
  ]
  return parts.filter(Boolean).join(' · ')
}
