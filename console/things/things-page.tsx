import { Button, UnstyledButton } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { NamedThing } from '../../src/contract/common.ts'
import type { Permission } from '../../src/contract/permissions.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { ThingDialog } from './thing-dialog.tsx'
import { type ThingKind, thingListOptions } from './thing-queries.ts'

/** One simple list with a dialog, the same for every kind of named thing. */
export function ThingsPage({ kind, needs }: { kind: ThingKind; needs: Permission }) {
  const { q } = useSearch({ from: `/shell/${kind}` })
  const navigate = useNavigate()
  const mayWrite = useCan()(needs)
  const query = useInfiniteQuery(thingListOptions(kind, { q }))
  const [open, setOpen] = useState<NamedThing | 'new' | null>(null)
  const change = (search: { q?: string | undefined }) =>
    void navigate({ to: `/${kind}`, search, replace: true })
  const page = pages[kind]
  const onOpen = page
    ? ({ id }: NamedThing) => void navigate({ to: page, params: { id } })
    : mayWrite
      ? setOpen
      : undefined
  const add = mayWrite && <Button onClick={() => setOpen('new')}>{t(`${kind}.add`)}</Button>
  return (
    <Page title={t(`${kind}.title`)} count={totalOf(query.data)} actions={add}>
      <ListView
        name={kind}
        label={t(`${kind}.title`)}
        query={query}
        columns={columnsOf(kind, mayWrite ? setOpen : undefined)}
        rowId={({ id }) => id}
        onOpen={onOpen}
        filtered={q !== undefined}
        onClear={() => change({})}
        filters={
          <FilterBar
            searchLabel={t(`${kind}.search`)}
            search={q}
            filtered={q !== undefined}
            onChange={change}
            onClear={() => change({})}
          />
        }
        empty={
          <Empty icon={IconTag} title={t(`${kind}.empty`)} action={add}>
            {t(`${kind}.empty.text`)}
          </Empty>
        }
      />
      {open && (
        <ThingDialog kind={kind} thing={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />
      )}
    </Page>
  )
}

/** Things that hold more than their name have a page of their own. */
const pages = {
  groups: '/groups/$id',
  templates: '/templates/$id',
  tags: undefined,
  organizations: undefined,
} as const

const columnsOf = (
  kind: ThingKind,
  onEdit: ((thing: NamedThing) => void) | undefined,
): Column<NamedThing>[] => [
  {
    id: 'name',
    header: t('thing.name'),
    width: 200,
    always: true,
    cell: (thing) =>
      pages[kind] ? (
        <LinkAnchor {...rowLink} to={pages[kind]} params={{ id: thing.id }}>
          {thing.name}
        </LinkAnchor>
      ) : onEdit ? (
        <UnstyledButton {...rowLink} onClick={() => onEdit(thing)}>
          {thing.name}
        </UnstyledButton>
      ) : (
        thing.name
      ),
  },
  {
    id: 'description',
    header: t('thing.description'),
    width: 300,
    wide: true,
    cell: ({ description }) => description,
  },
  { id: 'uses', header: t('thing.uses'), width: 90, cell: ({ uses }) => uses },
  {
    id: 'updated',
    header: t('thing.updated'),
    width: 130,
    wide: true,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
  },
]
