import { Button, Skeleton, Stack } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { t } from '../texts/t.ts'
import { Empty } from './empty.tsx'

/** Rows are there, and the filters leave none. */
export const FilteredEmpty = ({ onClear }: { onClear: () => void }) => (
  <div role="status">
    <Empty
      icon={IconFilterOff}
      title={t('list.filtered-empty')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('list.clear')}
        </Button>
      }
    />
  </div>
)

export const TableSkeleton = () => (
  <Stack gap={14} role="status" aria-label={t('state.loading')} className="data-table-frame" p="sm">
    {Array.from({ length: 10 }, (_, index) => (
      <Skeleton key={index} h={18} />
    ))}
  </Stack>
)
