import { Button } from '@mantine/core'
import { IconKeyOff } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { revokeAgent } from './android-queries.ts'

/** For a phone that is lost, or that another one replaces: the agent may do nothing for the device any more. */
export function RevokeAct({ device }: { device: Device }) {
  const { id, identifier } = device
  const [isOpen, open] = useState(false)
  const close = () => open(false)
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => revokeAgent(id),
    onSuccess: () => {
      notifyDone(t('android.revoked', { identifier }))
      close()
      return client.invalidateQueries({ queryKey: ['device'] })
    },
  })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconKeyOff size={14} aria-hidden />}
        onClick={() => open(true)}
      >
        {t('android.revoke')}
      </Button>
      {isOpen && (
        <Confirm
          opened
          onClose={close}
          title={t('android.revoke.title', { identifier })}
          act={t('android.revoke')}
          danger
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate()}
        >
          {t('android.revoke.text')}
        </Confirm>
      )}
    </>
  )
}
