import { Table, type TableProps } from '@mantine/core'

type Props = TableProps & { label: string; minWidth: number; maxHeight?: string }

/** A small table that scrolls sideways where it does not fit; the keyboard can reach what is out of sight. */
export const ScrollTable = ({ label, minWidth, maxHeight, ...table }: Props) => (
  <Table.ScrollContainer
    minWidth={minWidth}
    {...(maxHeight && { maxHeight })}
    scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
  >
    <Table aria-label={label} {...table} />
  </Table.ScrollContainer>
)
