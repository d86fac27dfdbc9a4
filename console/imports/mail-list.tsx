import { Checkbox } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useState } from 'react'
import type { Import, ImportRow } from '../../src/contract/import.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { PlanTable } from './plan-table.tsx'
import { usePlanRows } from './use-plan-rows.ts'

type Props = { of: Import; except: number[]; onChange: (lines: number[]) => void }

/** The rows that send a mail, each with a tick that can be taken away. */
export function MailList({ of, except, onChange }: Props) {
  const [q, setQ] = useState<string>()
  const filters = { with: 'mail', q }
  const rows = usePlanRows(of, filters)
  const left = new Set(except)
  const toggle = (line: number) =>
    onChange(left.has(line) ? except.filter((other) => other !== line) : [...except, line])
  const clear = () => setQ(undefined)
  return (
    <PlanTable
      name="import-mails"
      label={t('import.mail.list.label')}
      rows={rows}
      listKey={q ?? ''}
      columns={columnsOf(left, toggle)}
      filtered={q !== undefined}
      onClear={clear}
      filters={
        <FilterBar
          searchLabel={t('import.rows.search')}
          search={q}
          filtered={q !== undefined}
          onChange={(change) => setQ(change['q'])}
          onClear={clear}
        />
      }
      empty={<Empty icon={IconMail} title={t('import.apply.mail.none')} />}
    />
  )
}

const columnsOf = (left: Set<number>, toggle: (line: number) => void): Column<ImportRow>[] => [
  {
    id: 'send',
    header: t('import.mail.send'),
    width: 64,
    always: true,
    cell: ({ line, label }) => (
      <Checkbox
        size="xs"
        aria-label={t('import.mail.send.to', { label })}
        checked={!left.has(line)}
        onChange={() => toggle(line)}
      />
    ),
  },
  {
    id: 'line',
    header: t('import.rows.line'),
    width: 76,
    wide: true,
    cell: ({ line }) => formatNumber(line),
  },
  { id: 'label', header: t('import.rows.label'), width: 150, always: true, cell: ({ label }) => label },
  { id: 'to', header: t('import.mail.to'), width: 240, always: true, cell: ({ mailTo }) => mailTo },
]
