import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { userNamesOptions } from '../../devices/device-queries.ts'
import { t } from '../../texts/t.ts'

type Props = { value: string; onChange: (value: string) => void; error?: string | undefined }

/** I21: the user that devices of the list get. */
export function UserInput({ value, onChange, error }: Props) {
  const [typed] = useDebouncedValue(value.trim(), 200)
  const users = useQuery(userNamesOptions(typed))
  return (
    <Autocomplete
      label={t('bulk.user')}
      description={t('bulk.user.hint')}
      data={users.data ?? []}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      error={error}
    />
  )
}
