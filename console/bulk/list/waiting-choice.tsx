import { Radio, Stack } from '@mantine/core'
import { t } from '../../texts/t.ts'

export type WaitingChoice = 'keep' | 'delete'

type Props = { label: string; value: WaitingChoice; onChange: (choice: WaitingChoice) => void }

/** What becomes of the records of devices that have not enrolled yet. */
export const WaitingRadios = ({ label, value, onChange }: Props) => (
  <Radio.Group
    label={label}
    value={value}
    onChange={(choice) => onChange(choice === 'delete' ? 'delete' : 'keep')}
  >
    <Stack gap="xs" mt="xs">
      <Radio value="keep" label={t('bulk.delete.keep')} />
      <Radio value="delete" label={t('bulk.delete.delete')} />
    </Stack>
  </Radio.Group>
)
