import { ActionIcon, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { FieldChange, Import, ImportRow, RowProblem } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { Status } from '../ui/status.tsx'
import { fieldWord } from './field-words.ts'
import { RowSubject } from './row-subject.tsx'
import { errorsFirst } from './row-summary.tsx'

type Props = {
  of: Import
  rowAt: (index: number) => ImportRow | undefined
  index: number | undefined
  onIndex: (index: number | undefined) => void
}

/** One row in full: every field before and after, every problem with its column. `j` and `k` go on to its neighbors. */
export function RowDrawer({ of, rowAt, index = -1, onIndex }: Props) {
  const row = rowAt(index)
  const goTo = (other: number) => rowAt(other) && onIndex(other)
  const onKeyDown = ({ key, target }: KeyboardEvent) => {
    if ((target as Element).closest('input')) return
    if (key === 'j') goTo(index + 1)
    if (key === 'k') goTo(index - 1)
  }
  return (
    <Drawer
      opened={row !== undefined}
      onClose={() => onIndex(undefined)}
      onKeyDown={onKeyDown}
      title={row && t('import.row.title', { line: String(row.line), label: row.label })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {row && (
        <Stack gap="md">
          <Group justify="space-between">
            <Status kind="row" state={row.outcome} />
            <Group gap={4}>
              <Step
                icon={IconChevronUp}
                label={t('import.row.previous')}
                to={rowAt(index - 1) && index - 1}
                onGo={goTo}
              />
              <Step
                icon={IconChevronDown}
                label={t('import.row.next')}
                to={rowAt(index + 1) && index + 1}
                onGo={goTo}
              />
            </Group>
          </Group>
          <RowSubject of={of} row={row} />
          <RowDetails of={of} row={row} />
        </Stack>
      )}
    </Drawer>
  )
}

type StepProps = {
  icon: typeof IconChevronUp
  label: string
  to: number | undefined
  onGo: (index: number) => void
}

const Step = ({ icon: Icon, label, to, onGo }: StepProps) => (
  <ActionIcon
    variant="default"
    aria-label={label}
    title={label}
    disabled={to === undefined}
    onClick={() => to !== undefined && onGo(to)}
  >
    <Icon size={16} aria-hidden />
  </ActionIcon>
)

const RowDetails = ({ of, row }: { of: Import; row: ImportRow }) => (
  <>
    {row.problems.length > 0 && (
      <section>
        <Title order={2} mb="xs">
          {t('import.row.problems')}
        </Title>
        <Stack gap="xs">
          {errorsFirst(row.problems).map((problem) => (
            <Problem
              key={`${problem.column} ${problem.code}`}
              problem={problem}
              value={valueOf(of, row, problem)}
            />
          ))}
        </Stack>
      </section>
    )}
    {row.changes.length > 0 && (
      <section>
        <Title order={2} mb="xs">
          {t('import.row.changes')}
        </Title>
        <ChangeTable row={row} applied={of.appliedAt !== null} />
      </section>
    )}
    {row.outcome === 'unchanged' && row.changes.length === 0 && (
      <Text c="dimmed">{t('import.row.no-changes')}</Text>
    )}
  </>
)

/** What the column of a problem has, where the row shows it. */
function valueOf({ mapping }: Import, { changes }: ImportRow, { column }: RowProblem): string | undefined {
  const field = mapping.find((mapped) => mapped.column === column)?.field
  return changes.find((change) => change.field === field)?.after ?? undefined
}

const Problem = ({ problem, value }: { problem: RowProblem; value: string | undefined }) => (
  <div className={`tone-message tone-${problem.severity === 'error' ? 'bad' : 'warn'}`}>
    <Text fw={600} size="sm">
      {problem.column ? t('import.row.column', { column: problem.column }) : t('import.rows.label')}
    </Text>
    <Text size="sm">{problem.message}</Text>
    {value && <Text size="sm">{t('import.row.value', { value })}</Text>}
    <Text size="xs" ff="monospace" mt={2}>
      {problem.code}
    </Text>
  </div>
)

const ChangeTable = ({ row, applied }: { row: ImportRow; applied: boolean }) => (
  <Table layout="fixed">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('import.row.field')}</Table.Th>
        <Table.Th>{applied ? t('import.row.before.applied') : t('import.row.before')}</Table.Th>
        <Table.Th>{t('import.row.after')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {row.changes.map((change) => (
        <ChangeRow key={change.field} change={change} />
      ))}
    </Table.Tbody>
  </Table>
)

const ChangeRow = ({ change: { field, before, after } }: { change: FieldChange }) => (
  <Table.Tr>
    <Table.Th scope="row">{fieldWord(field)}</Table.Th>
    <Table.Td className="row-part">{before ?? '–'}</Table.Td>
    <Table.Td className="row-part">
      {after === null ? <em>{t('import.rows.cleared')}</em> : <ins>{after}</ins>}
    </Table.Td>
  </Table.Tr>
)
