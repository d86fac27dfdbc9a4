import { Anchor, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { FormActs } from '../../ui/form-acts.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { changeBulk, storeBulk } from '../bulk-queries.ts'
import { UserInput } from './user-input.tsx'

/** I36: the link beside the associated user, and its question. */
export function ModifyUser({ bulk }: { bulk: BulkEnrollment }) {
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        onClick={dialog.open}
        aria-label={t('bulk.user.modify.of', { name: bulk.name })}
      >
        {t('bulk.user.modify')}
      </Anchor>
      {opened && <UserDialog bulk={bulk} onClose={dialog.close} />}
    </>
  )
}

function UserDialog({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const client = useQueryClient()
  const [userName, setUserName] = useState(bulk.userName ?? '')
  const save = useMutation({
    mutationFn: () => changeBulk(bulk, { userName: userName.trim() || null }),
    onSuccess: (changed) => {
      notifyDone(t('bulk.user.saved', { name: changed.name }))
      onClose()
      return storeBulk(client, changed)
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('bulk.user.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Stack gap="md">
          <UserInput value={userName} onChange={setUserName} />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}
