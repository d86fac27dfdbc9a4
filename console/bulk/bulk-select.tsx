import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { bulkListOptions } from './bulk-queries.ts'

type Props = { value?: string | null; onChange?: (value: string | null) => void }

/** One of the bulk enrollments, for those who may see them. */
export function BulkSelect({ value = null, onChange = () => {} }: Props) {
  const maySee = useCan()('bulk-enrollment:read')
  const query = useInfiniteQuery({ ...bulkListOptions({}), enabled: maySee })
  if (!maySee) return null
  return (
    <Select
      label={t('what-if.bulk')}
      description={t('what-if.bulk.hint')}
      data={itemsOf(query.data).map(({ id, name }) => ({ value: id, label: name }))}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('what-if.bulk') }) }}
      value={value}
      onChange={onChange}
    />
  )
}
