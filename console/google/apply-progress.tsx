import { Progress, Stack, Text } from '@mantine/core'
import { t } from '../texts/t.ts'

export const ApplyProgress = ({ done, count }: { done: number; count: number }) => (
  <Stack gap={4} role="status">
    <Text size="sm">{t('zero-touch-apply.running', { done, count })}</Text>
    <Progress value={(100 * done) / count} aria-label={t('zero-touch-apply.running', { done, count })} />
  </Stack>
)
