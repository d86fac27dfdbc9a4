import { Table } from '@mantine/core'
import { IconSettingsPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ZeroTouchSetup } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { TableSkeleton } from '../ui/list-states.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Status } from '../ui/status.tsx'
import { dpcsOptions, setupsOptions } from './zero-touch-queries.ts'

/** Configurations as Google has them, each with the bulk enrollment it leads to. `add` is offered when there is none. */
export function ZeroTouchSetups({ add }: { add: ReactNode }) {
  const { data, error, refetch } = useQuery(setupsOptions)
  const dpcs = useQuery(dpcsOptions)
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  if (!data) return <TableSkeleton />
  if (data.length === 0)
    return (
      <Empty icon={IconSettingsPlus} title={t('zero-touch-setups.empty')} action={add}>
        {t('zero-touch-setups.empty.text')}
      </Empty>
    )
  const titleOf = (path: string | null) => dpcs.data?.find(({ name }) => name === path)?.title ?? path
  return (
    <ScrollTable label={t('zero-touch.configurations')} minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          {(['name', 'bulk', 'token', 'dpc', 'company', 'default'] as const).map((column) => (
            <Table.Th key={column}>{t(`zero-touch-setups.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.map((setup) => (
          <SetupRow key={setup.name} setup={setup} app={titleOf(setup.dpcResourcePath)} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  )
}

const SetupRow = ({ setup, app }: { setup: ZeroTouchSetup; app: string | null }) => (
  <Table.Tr>
    <Table.Th scope="row" fw={550}>
      {setup.title}
    </Table.Th>
    <Table.Td>
      {setup.bulkEnrollment ? (
        <LinkAnchor to="/bulk/$id" params={{ id: setup.bulkEnrollment.id }} size="sm">
          {setup.bulkEnrollment.name}
        </LinkAnchor>
      ) : (
        <span aria-hidden>–</span>
      )}
    </Table.Td>
    <Table.Td>
      <Status kind="token" state={setup.tokenState} />
    </Table.Td>
    <Table.Td>{app}</Table.Td>
    <Table.Td>{setup.companyName}</Table.Td>
    <Table.Td>{setup.isDefault ? t('state.yes') : t('state.no')}</Table.Td>
  </Table.Tr>
)
