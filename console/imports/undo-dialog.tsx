import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { Import, UndoPlan } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { followImport, readAgain } from './follow-import.tsx'
import { ImportProgress } from './import-progress.tsx'
import { undoImport, undoPlanOptions } from './import-queries.ts'
import { UndoList, UndoNotes } from './undo-notes.tsx'

type Props = { of: Import; onClose: () => void }

/** Shows what an undo would put back, remove and leave, and does it when that is wanted. */
export function UndoDialog({ of, onClose }: Props) {
  const client = useQueryClient()
  const router = useRouter()
  const plan = useQuery(undoPlanOptions(of))
  const undo = useMutation({
    mutationFn: async () => followImport(client, await undoImport(of.id)),
    onSuccess: async ({ id, fileName, undo: undone }) => {
      onClose()
      // The page of the import shows it anyway.
      if (undone && router.state.location.pathname !== `/imports/${id}`)
        notifyDone(t('import.undo.done.notice', { name: fileName, ...undone }))
      await readAgain(client)
    },
    onError: () => readAgain(client),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('import.undo.title', { name: of.fileName })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <Stack gap="md">
        {plan.isPending && <Looking />}
        {plan.data && !undo.isPending && <UndoPreview plan={plan.data} />}
        {undo.isPending && <ImportProgress of={of} begun="undoing" />}
        <ErrorMessage error={plan.error ?? undo.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button
            color="red.9"
            loading={undo.isPending}
            disabled={!plan.data || plan.isFetching || !hasEffect(plan.data)}
            onClick={() => undo.mutate()}
          >
            {t('import.undo.act')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const hasEffect = ({ restored, removed }: UndoPlan): boolean => restored + removed > 0

const Looking = () => (
  <Stack gap="xs" role="status" aria-label={t('import.undo.looking')}>
    <Text size="sm" c="dimmed">
      {t('import.undo.looking')}
    </Text>
    <Skeleton h={18} />
    <Skeleton h={18} />
  </Stack>
)

const UndoPreview = ({ plan }: { plan: UndoPlan }) => (
  <>
    {hasEffect(plan) || <Text>{t('import.undo.nothing')}</Text>}
    <UndoList undo={plan} />
    <UndoNotes plan={plan} />
  </>
)
