import { Button, Group, Text } from '@mantine/core'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import type { ApplyProps } from './apply-dialog.tsx'
import { ApplyFrame } from './apply-frame.tsx'
import { ApplyProgress } from './apply-progress.tsx'
import { useApply } from './use-apply.ts'

/** Without a configuration no device comes to Muster: there is nothing to foresee but how many have one. */
export function RemoveDialog({ entries, onClose, onDone }: ApplyProps) {
  const having = entries.filter(({ configuration }) => configuration !== null)
  const count = having.length
  const none = entries.length - count
  const { apply, done } = useApply()
  const order = { deviceIds: having.map(({ deviceId }) => deviceId), configuration: null }
  return (
    <ApplyFrame
      {...{ entries, onClose, onDone }}
      title={t('zero-touch-remove.title', { count })}
      applied={apply.data}
    >
      <Text>{t('zero-touch-remove.text')}</Text>
      {none > 0 && <Text>{t('zero-touch-remove.none', { count: none })}</Text>}
      <ErrorMessage error={apply.error} />
      {apply.isPending && <ApplyProgress {...{ done, count }} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button
          color="red.9"
          loading={apply.isPending}
          disabled={count === 0}
          onClick={() => apply.mutate(order)}
        >
          {t('zero-touch-remove.act', { count })}
        </Button>
      </Group>
    </ApplyFrame>
  )
}
