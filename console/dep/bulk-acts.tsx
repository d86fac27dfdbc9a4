import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { DangerButton } from '../ui/danger-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { refreshDepDevices } from './account-queries.ts'
import { DisownDialog } from './disown-dialog.tsx'

type Props = { serials: readonly string[]; onDone: () => void }

/** For chosen devices; what is for good is not offered for "everything that a filter matches". */
export function BulkActs({ serials, onDone }: Props) {
  const client = useQueryClient()
  const mayWrite = useCan()('dep.token:write')
  const [disowning, disown] = useDisclosure(false)
  const refresh = useMutation({
    mutationFn: refreshDepDevices,
    onSuccess: (results) => {
      notifyDone(t('dep-devices.refreshed', results))
      return client.invalidateQueries({ queryKey: ['dep-device'] })
    },
  })
  return (
    <>
      <Button size="xs" variant="default" loading={refresh.isPending} onClick={() => refresh.mutate(serials)}>
        {t('dep-device.refresh')}
      </Button>
      {mayWrite && (
        <DangerButton size="xs" onClick={disown.open}>
          {t('dep-disown.act')}
        </DangerButton>
      )}
      <ErrorMessage error={refresh.error} />
      {disowning && <DisownDialog serials={serials} onClose={disown.close} onDone={onDone} />}
    </>
  )
}
