import { Button, Stack, Title } from '@mantine/core'
import { IconArrowBackUp, IconFileImport } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { titleOf } from './format-groups.ts'
import { importFormatsOptions, importListOptions } from './import-queries.ts'
import { UndoDialog } from './undo-dialog.tsx'

/** Every import with what it did; one that was applied can be undone from here. */
export function ImportHistory() {
  const can = useCan()
  const navigate = useNavigate()
  const query = useInfiniteQuery(importListOptions)
  const { data: formats = [] } = useQuery(importFormatsOptions)
  const [undoing, setUndoing] = useState<Import>()
  const titles = new Map(formats.map((format) => [format.id, titleOf(format)]))
  const columns = [
    ...columnsOf((id) => titles.get(id) ?? id),
    ...(can('import:write') ? [undoColumn(setUndoing)] : []),
  ]
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>{t('imports.history')}</Title>
      <ListView
        name="imports"
        label={t('imports.history')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: '/imports/$id', params: { id } })}
        filtered={false}
        onClear={() => {}}
        empty={
          <Empty icon={IconFileImport} title={t('imports.history.empty')}>
            {t('imports.history.empty.text')}
          </Empty>
        }
      />
      {undoing && <UndoDialog of={undoing} onClose={() => setUndoing(undefined)} />}
    </Stack>
  )
}

const countsText = ({ counts, result }: Import): string =>
  t(
    'import.counts.text',
    result ?? { created: counts.create, updated: counts.update, rejected: counts.reject },
  )

const columnsOf = (formatWord: (id: string) => string): Column<Import>[] => [
  {
    id: 'file',
    header: t('import.file'),
    width: 180,
    always: true,
    cell: ({ id, fileName }) => (
      <Link to="/imports/$id" params={{ id }} {...rowLink}>
        {fileName}
      </Link>
    ),
  },
  {
    id: 'state',
    header: t('import.state'),
    width: 112,
    cell: ({ state }) => <Status kind="import" state={state} />,
  },
  {
    id: 'format',
    header: t('import.format'),
    width: 142,
    wide: true,
    cell: ({ format }) => format && formatWord(format),
  },
  {
    id: 'rows',
    header: t('import.rows'),
    width: 68,
    wide: true,
    cell: ({ counts }) => formatNumber(counts.rows),
  },
  { id: 'counts', header: t('import.counts'), width: 212, wide: true, cell: countsText },
  { id: 'by', header: t('import.by'), width: 86, wide: true, cell: ({ createdBy }) => createdBy },
  {
    id: 'when',
    header: t('import.when'),
    width: 106,
    wide: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
]

const undoColumn = (undo: (of: Import) => void): Column<Import> => ({
  id: 'undo',
  header: t('import.acts'),
  width: 112,
  wide: true,
  cell: (of) =>
    of.state === 'applied' && (
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        aria-label={t('import.undo.of', { name: of.fileName })}
        onClick={() => undo(of)}
      >
        {t('import.undo')}
      </Button>
    ),
})
