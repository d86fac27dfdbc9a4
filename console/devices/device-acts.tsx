import { ActionIcon, Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBan, IconDotsVertical, IconHelpCircle, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Device } from '../../src/contract/device.ts'
import { CommandMenu } from '../commands/command-menu.tsx'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { LinkButton } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { deleteDevice, deviceOptions } from './device-queries.ts'
import { isLocked } from './device-words.ts'
import { WhyDrawer } from './why-drawer.tsx'
import { WithdrawDialog } from './withdraw-dialog.tsx'

/** The two or three acts that matter; the destructive ones behind a menu and a question. */
export function DeviceActs({ device }: { device: Device }) {
  const can = useCan()
  const [whyOpened, why] = useDisclosure(false)
  return (
    <>
      {can('arrival:read') && (
        <Button variant="default" leftSection={<IconHelpCircle size={16} />} onClick={why.open}>
          {t('device.why')}
        </Button>
      )}
      <CommandMenu device={device} />
      {can('device:write') && !isLocked(device) && (
        <LinkButton to="/devices/$id/edit" params={{ id: device.id }}>
          {t('act.edit')}
        </LinkButton>
      )}
      {can('device:write') && <DestructiveActs device={device} />}
      <WhyDrawer device={device} opened={whyOpened} onClose={why.close} />
    </>
  )
}

function DestructiveActs({ device }: { device: Device }) {
  const { identifier } = device
  const [withdrawOpened, withdrawal] = useDisclosure(false)
  const [deleteOpened, deletion] = useDisclosure(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => deleteDevice(device.id),
    onSuccess: async () => {
      notifyDone(t('device.deleted', { identifier }))
      await navigate({ to: '/devices' })
      client.removeQueries(deviceOptions(device.id))
      await client.invalidateQueries({ queryKey: ['device'] })
    },
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('act.more')}>
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {device.status !== 'withdrawn' && (
            <Menu.Item leftSection={<IconBan size={16} />} onClick={withdrawal.open}>
              {t('device.withdraw')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={deletion.open}>
            {t('device.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {withdrawOpened && <WithdrawDialog device={device} onClose={withdrawal.close} />}
      <Confirm
        opened={deleteOpened}
        onClose={deletion.close}
        title={t('device.delete.title', { identifier })}
        act={t('device.delete')}
        danger
        type={identifier}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        {t('device.delete.text')}
      </Confirm>
    </>
  )
}
