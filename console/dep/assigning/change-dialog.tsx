import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { DepAssignPreview } from '../../../src/contract/dep-assignment.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { assignPreviewOptions, changeProfile, type Chosen } from './assign-queries.ts'
import { DepResultTable } from './dep-result-table.tsx'
import { PreviewNumbers } from './preview-numbers.tsx'
import { RunProgress } from './run-progress.tsx'

type Props = {
  title: string
  wish: 'assign' | 'remove'
  /** Null for as long as none is named. */
  profile: string | null
  chosen: Chosen
  onClose: () => void
  onDone: () => void
  children: ReactNode
}

/** Numbers before, then Apple's answers, or the progress where they are many. */
export function ChangeDialog({ title, wish, profile, chosen, onClose, onDone, children }: Props) {
  const client = useQueryClient()
  const preview = useQuery({
    ...assignPreviewOptions(wish === 'remove' ? null : profile, chosen.target),
    enabled: wish === 'remove' || profile !== null,
  })
  const change = useMutation({
    mutationFn: changeProfile,
    onSuccess: () =>
      Promise.all(
        ['dep-device', 'dep-profile', 'dep-assignment'].map((topic) =>
          client.invalidateQueries({ queryKey: [topic] }),
        ),
      ),
  })
  const outcome = change.data
  const numbers = preview.isEnabled ? preview.data : undefined
  return (
    <Modal
      opened
      onClose={outcome ? onDone : onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      {!outcome && (
        <Stack gap="md">
          {children}
          {preview.isFetching && <Text role="status">{t('dep-assign.counting')} …</Text>}
          {numbers && !preview.isFetching && <PreviewNumbers {...{ numbers, wish }} />}
          <ErrorMessage error={preview.error ?? change.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button
              {...(wish === 'remove' && { color: 'red.9' })}
              loading={change.isPending}
              disabled={!numbers || preview.isFetching || effectOf(numbers, wish) === 0}
              onClick={() =>
                change.mutate({ profile: wish === 'remove' ? null : profile, target: chosen.target })
              }
            >
              {t(`dep-${wish}.act`, { count: numbers ? effectOf(numbers, wish) : chosen.count })}
            </Button>
          </Group>
        </Stack>
      )}
      {outcome &&
        ('results' in outcome ? (
          <DepResultTable results={outcome} onClose={onDone} />
        ) : (
          <RunProgress run={outcome} onClose={onDone} />
        ))}
    </Modal>
  )
}

/** Devices for which something happens: now, or when their time has come. A removal is remembered also where there is none. */
const effectOf = (numbers: DepAssignPreview, wish: 'assign' | 'remove'): number =>
  numbers.asked.count +
  numbers.throttled.count +
  numbers.limited.count +
  (wish === 'remove' ? numbers.settled.count : numbers.isLong ? 0 : numbers.unknown.count)
