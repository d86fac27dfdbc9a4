import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLock, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepDevice } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { DangerButton } from '../ui/danger-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { depDeviceOptions, refreshDepDevice } from './account-queries.ts'
import { ActivationLocks } from './activation-locks.tsx'
import { DisownDialog } from './disown-dialog.tsx'
import { LockDialog } from './lock-dialog.tsx'

/** What is done with one device at Apple beside profiles. */
export function DepDeviceActs({ device }: { device: DepDevice }) {
  const mayWrite = useCan()('dep.token:write')
  const client = useQueryClient()
  const [locking, lock] = useDisclosure(false)
  const [disowning, disown] = useDisclosure(false)
  const refresh = useMutation({
    mutationFn: refreshDepDevice,
    onSuccess: (read) => {
      client.setQueryData(depDeviceOptions(read).queryKey, read)
      notifyDone(t('dep-device.refreshed', { serial: read.serial }))
      return client.invalidateQueries({ queryKey: ['dep-device'] })
    },
  })
  const isThere = device.goneSince === null
  return (
    <section>
      <Text fw={600} mb="xs">
        {t('dep-device.acts')}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={refresh.isPending}
          onClick={() => refresh.mutate(device.serial)}
        >
          {t('dep-device.refresh')}
        </Button>
        {mayWrite && isThere && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconLock size={14} aria-hidden />}
              onClick={lock.open}
            >
              {t('dep-lock.act')}
            </Button>
            <DangerButton size="xs" onClick={disown.open}>
              {t('dep-disown.act')}
            </DangerButton>
          </>
        )}
      </Group>
      <ErrorMessage error={refresh.error} />
      <ActivationLocks serial={device.serial} />
      {locking && <LockDialog serial={device.serial} onClose={lock.close} />}
      {disowning && <DisownDialog serials={[device.serial]} onClose={disown.close} />}
    </section>
  )
}
