import { Button, Menu } from '@mantine/core'
import {
  IconChevronDown,
  IconEraser,
  IconKeyOff,
  IconLock,
  IconRefresh,
  IconRotateClockwise,
  IconShieldCheck,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { Device } from '../../src/contract/device.ts'
import { isApple } from '../devices/device-words.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { EraseDialog } from './erase-dialog.tsx'
import { LockDialog } from './lock-dialog.tsx'
import { PlainQuestion, type PlainAct } from './plain-question.tsx'
import { useCommand } from './use-command.ts'

type Opened = PlainAct | 'lock' | 'erase' | undefined

/** What an enrolled device can be asked for; a refresh is harmless, the rest is asked about first. */
export function CommandMenu({ device }: { device: Device }) {
  const can = useCan()
  const [opened, setOpened] = useState<Opened>()
  const { mutate, isPending } = useCommand(device.id)
  if (device.status !== 'enrolled' || !isApple(device.platform) || !can('device.command:write')) return null
  const close = () => setOpened(undefined)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={isPending} rightSection={<IconChevronDown size={16} />}>
            {t('command.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => mutate({ act: 'refresh' })}>
            {t('command.refresh')}
          </Menu.Item>
          <ActItems device={device} onChoose={setOpened} />
          {can('device.erase:write') && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                c="var(--mantine-color-error)"
                leftSection={<IconEraser size={16} />}
                onClick={() => setOpened('erase')}
              >
                {t('command.erase')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {opened === 'lock' && <LockDialog device={device} onClose={close} />}
      {opened === 'erase' && <EraseDialog device={device} onClose={close} />}
      {opened && opened !== 'lock' && opened !== 'erase' && (
        <PlainQuestion act={opened} device={device} onClose={close} />
      )}
    </>
  )
}

type ItemsProps = { device: Device; onChoose: (act: Opened) => void }

function ActItems({ device: { platform }, onChoose }: ItemsProps) {
  const isMobile = platform === 'ios' || platform === 'ipados'
  return (
    <>
      {platform !== 'tvos' && (
        <Menu.Item leftSection={<IconLock size={16} />} onClick={() => onChoose('lock')}>
          {t('command.lock')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconRotateClockwise size={16} />} onClick={() => onChoose('restart')}>
        {t('command.restart')}
      </Menu.Item>
      {isMobile && (
        <Menu.Item leftSection={<IconKeyOff size={16} />} onClick={() => onChoose('clear-passcode')}>
          {t('command.clear-passcode')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconShieldCheck size={16} />} onClick={() => onChoose('reinstall-profile')}>
        {t('command.reinstall-profile')}
      </Menu.Item>
    </>
  )
}
