import { ActionIcon, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { t } from '../texts/t.ts'
import type { Column } from './column.ts'

type Props<T> = { columns: Column<T>[]; visibility: Record<string, boolean>; onToggle: (id: string) => void }

export const ColumnMenu = <T,>({ columns, visibility, onToggle }: Props<T>) => (
  <Popover position="bottom-end" withinPortal trapFocus>
    <Popover.Target>
      <ActionIcon variant="default" size={36} aria-label={t('list.columns')} title={t('list.columns')}>
        <IconColumns3 size={18} aria-hidden />
      </ActionIcon>
    </Popover.Target>
    <Popover.Dropdown aria-label={t('list.columns')}>
      <Stack gap="xs">
        {columns
          .filter(({ always }) => !always)
          .map(({ id, header }) => (
            <Checkbox
              key={id}
              size="sm"
              label={header}
              checked={visibility[id] ?? false}
              onChange={() => onToggle(id)}
            />
          ))}
      </Stack>
    </Popover.Dropdown>
  </Popover>
)
