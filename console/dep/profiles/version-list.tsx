import { Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DepProfile, DepProfileVersion } from '../../../src/contract/dep.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { ChangesTable } from './changes-table.tsx'
import { comparisonOptions } from './profile-queries.ts'

/** Every version has its own UUID at Apple; two of them side by side show what changed. */
export const VersionList = ({ profile }: { profile: DepProfile }) => (
  <Paper withBorder p="md" component="section">
    <Title order={2} mb="xs">
      {t('dep-profile.versions')}
    </Title>
    <Stack gap="md">
      <ScrollTable label={t('dep-profile.versions')} minWidth={560} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('dep-profile.version')}</Table.Th>
            <Table.Th>{t('dep-profile.uuid')}</Table.Th>
            <Table.Th>{t('dep-profile.assigned')}</Table.Th>
            <Table.Th>{t('dep-profile.pushed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {profile.versions.map((version) => (
            <VersionRow key={version.id} version={version} isShown={version.id === profile.id} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      {profile.versions.length > 1 && <Compare versions={profile.versions} />}
    </Stack>
  </Paper>
)

type RowProps = { version: DepProfileVersion; isShown: boolean }

const VersionRow = ({ version, isShown }: RowProps) => (
  <Table.Tr>
    <Table.Td>
      <Group gap="xs" wrap="nowrap">
        {isShown ? (
          <strong>{version.version}</strong>
        ) : (
          <LinkAnchor to="/dep/profiles/$id" params={{ id: version.id }}>
            {t('dep-profile.version.of', { version: version.version })}
          </LinkAnchor>
        )}
        {isShown && (
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {t('dep-profile.version.shown')}
          </Text>
        )}
      </Group>
    </Table.Td>
    <Table.Td>
      <Group gap={4} wrap="nowrap">
        <span className="identifier">{version.uuid}</span>
        <CopyButton value={version.uuid} what={t('dep-profile.uuid.of', { version: version.version })} />
      </Group>
    </Table.Td>
    <Table.Td>{formatNumber(version.assignedCount)}</Table.Td>
    <Table.Td>{formatNumber(version.pushedCount)}</Table.Td>
  </Table.Tr>
)

function Compare({ versions }: { versions: DepProfileVersion[] }) {
  const [left, setLeft] = useState(versions[1]!.id)
  const [right, setRight] = useState(versions[0]!.id)
  const { data, error } = useQuery(comparisonOptions(left, right))
  const choices = versions.map(({ id, version }) => ({
    value: id,
    label: t('dep-profile.version.of', { version }),
  }))
  return (
    <Stack gap="xs" role="group" aria-label={t('dep-profile.compare')}>
      <Title order={3} size="h4">
        {t('dep-profile.compare')}
      </Title>
      <Group gap="xs">
        <Select
          aria-label={t('dep-profile.compare.left')}
          data={choices}
          value={left}
          onChange={(id) => id && setLeft(id)}
          allowDeselect={false}
          w={150}
        />
        <Select
          aria-label={t('dep-profile.compare.right')}
          data={choices}
          value={right}
          onChange={(id) => id && setRight(id)}
          allowDeselect={false}
          w={150}
        />
      </Group>
      <ErrorMessage error={error} />
      {data?.changes.length === 0 && <Text size="sm">{t('dep-profile.compare.same')}</Text>}
      {data && data.changes.length > 0 && (
        <ChangesTable
          changes={data.changes}
          before={t('dep-profile.version.of', { version: data.left.version })}
          after={t('dep-profile.version.of', { version: data.right.version })}
        />
      )}
    </Stack>
  )
}
