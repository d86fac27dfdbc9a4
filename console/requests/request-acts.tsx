import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBan, IconDotsVertical, IconQrcode, IconSend } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { EnrollmentRequest } from '../../src/contract/enrollment-request.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { storeSheets } from './request-draft.ts'
import { resendRequest, revokeRequest } from './request-queries.ts'
import { isLive, nameOf } from './request-words.ts'

type Props = { request: EnrollmentRequest; onError: (error: Error) => void }

/** What can be done about one request, behind a menu. */
export function RequestActs({ request, onError }: Props) {
  const can = useCan()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asked, ask] = useDisclosure(false)
  const name = nameOf(request)
  const settled = () => client.invalidateQueries({ queryKey: ['request'] })
  const resend = useMutation({
    mutationFn: () => resendRequest(request.id),
    onSuccess: () => notifyDone(t('request.resent', { name })),
    onError,
    onSettled: settled,
  })
  const revoke = useMutation({
    mutationFn: () => revokeRequest(request.id),
    onSuccess: () => {
      ask.close()
      notifyDone(t('request.revoked', { name }))
    },
    onSettled: settled,
  })
  if (!isLive(request) || !can('device:write')) return null
  const print = () => {
    storeSheets([request.id])
    void navigate({ to: '/requests/sheets' })
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('request.acts', { name })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSend size={16} />} onClick={() => resend.mutate()}>
            {t(request.channel === 'qr' ? 'request.resend.qr' : 'request.resend')}
          </Menu.Item>
          {can('device.code:read') && (
            <Menu.Item leftSection={<IconQrcode size={16} />} onClick={print}>
              {t('request.sheet')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconBan size={16} />} onClick={ask.open}>
            {t('request.revoke')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asked}
        onClose={ask.close}
        title={t('request.revoke.title', { name })}
        act={t('request.revoke')}
        danger
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate()}
      >
        {t('request.revoke.text')}
      </Confirm>
    </>
  )
}
