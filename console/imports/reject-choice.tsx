import { Radio, Stack, Text } from '@mantine/core'
import { t } from '../texts/t.ts'
import type { ChoiceProps } from './apply-step.tsx'
import { RejectsLink } from './check-step.tsx'

export const RejectChoice = ({ of, choice, onChange }: ChoiceProps) => (
  <div>
    <Radio.Group
      label={t('import.rejects', { count: of.counts.reject })}
      value={choice.onReject}
      onChange={(onReject) => onChange({ ...choice, onReject: onReject === 'skip' ? 'skip' : 'abort' })}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="abort" label={t('import.rejects.abort')} />
        <Radio value="skip" label={t('import.rejects.skip')} />
      </Stack>
    </Radio.Group>
    <Text size="sm" mt="xs" c="var(--mantine-color-anchor)">
      <RejectsLink of={of} count={of.counts.reject} />
    </Text>
  </div>
)
