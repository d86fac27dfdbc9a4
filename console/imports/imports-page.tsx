import { Stack, Title } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { importListOptions } from './import-queries.ts'
import { UploadBox } from './upload-box.tsx'

export function ImportsPage() {
  const can = useCan()
  const navigate = useNavigate()
  const query = useInfiniteQuery(importListOptions)
  return (
    <Page title={t('imports.title')} description={t('imports.description')}>
      {can('import:write') && <UploadBox />}
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
      </Stack>
    </Page>
  )
}

const columns: Column<Import>[] = [
  {
    id: 'file',
    header: t('import.file'),
    width: 240,
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
    width: 120,
    cell: ({ state }) => <Status kind="import" state={state} />,
  },
  { id: 'rows', header: t('import.rows'), width: 90, wide: true, cell: ({ counts }) => counts.rows },
  {
    id: 'result',
    header: t('import.result'),
    width: 260,
    wide: true,
    cell: ({ result }) => result && t('import.done.text', result),
  },
  { id: 'by', header: t('import.by'), width: 130, wide: true, cell: ({ createdBy }) => createdBy },
  {
    id: 'when',
    header: t('import.when'),
    width: 120,
    wide: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
]
