import { Button, Group } from '@mantine/core'
import { IconDeviceMobileBolt, IconRefresh } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { itemsOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { selectedIds, type SelectedRows } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ListView } from '../ui/list-view.tsx'
import { ChosenEntries } from './chosen-entries.tsx'
import { zeroTouchColumns } from './zero-touch-columns.tsx'
import { setupsOptions, zeroTouchOptions } from './zero-touch-queries.ts'

/** The devices of the customer, with what can be done to those that are ticked. */
export function ZeroTouchDevices() {
  const mayWrite = useCan()('bulk-enrollment:write')
  const query = useInfiniteQuery(zeroTouchOptions)
  const { data: setups } = useQuery(setupsOptions)
  const columns = useMemo(() => zeroTouchColumns(setups ?? []), [setups])
  const [selected, setSelected] = useState<SelectedRows>({})
  const chosen = new Set(selectedIds(selected))
  const entries = itemsOf(query.data).filter(({ deviceId }) => chosen.has(deviceId))
  return (
    <ListView
      name="zero-touch"
      label={t('zero-touch.filter')}
      query={query}
      columns={columns}
      rowId={({ deviceId }) => deviceId}
      selection={mayWrite ? { selected, onChange: setSelected } : undefined}
      bulk={entries.length > 0 && <ChosenEntries entries={entries} onClear={() => setSelected({})} />}
      filtered={false}
      onClear={() => {}}
      filters={
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            disabled={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {t('zero-touch.read')}
          </Button>
        </Group>
      }
      empty={
        <Empty icon={IconDeviceMobileBolt} title={t('zero-touch.empty')}>
          {t('zero-touch.empty.text')}
        </Empty>
      }
    />
  )
}
