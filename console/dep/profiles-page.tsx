import { Table } from '@mantine/core'
import { IconFileCertificate } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DepProfile } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { depProfilesOptions } from './dep-queries.ts'
import { ScrollTable } from '../ui/scroll-table.tsx'

export function DepProfilesPage() {
  const can = useCan()
  const { data, error, isPending, refetch } = useQuery(depProfilesOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  const add = can('dep.token:write') && (
    <LinkButton to="/dep/profiles/new">{t('dep-profiles.add')}</LinkButton>
  )
  return (
    <Page
      title={t('dep-profiles.title')}
      count={data.length}
      description={t('dep-profiles.description')}
      actions={add}
    >
      {data.length === 0 ? (
        <Empty icon={IconFileCertificate} title={t('dep-profiles.empty')} action={add}>
          {t('dep-profiles.empty.text')}
        </Empty>
      ) : (
        <ProfileTable profiles={data} />
      )}
    </Page>
  )
}

const ProfileTable = ({ profiles }: { profiles: DepProfile[] }) => (
  <ScrollTable label={t('dep-profiles.title')} minWidth={640} highlightOnHover verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('dep-profile.name')}</Table.Th>
        <Table.Th>{t('dep-profile.account')}</Table.Th>
        <Table.Th>{t('dep-profile.version')}</Table.Th>
        <Table.Th>{t('dep-profile.assigned')}</Table.Th>
        <Table.Th>{t('dep-profile.created')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {profiles.map(({ id, fields, account, version, assignedCount, createdAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <LinkAnchor to="/dep/profiles/$id" params={{ id }} fw={550}>
              {fields.profileName}
            </LinkAnchor>
          </Table.Td>
          <Table.Td>{account}</Table.Td>
          <Table.Td>{version}</Table.Td>
          <Table.Td>{t('dep-profile.assigned.count', { count: assignedCount })}</Table.Td>
          <Table.Td>
            <Time at={createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </ScrollTable>
)
