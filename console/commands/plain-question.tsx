import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useCommand } from './use-command.ts'

/** Acts that need nothing but a yes. */
export type PlainAct = 'restart' | 'clear-passcode' | 'reinstall-profile'

type Props = { act: PlainAct; device: Device; onClose: () => void }

export function PlainQuestion({ act, device: { id, identifier }, onClose }: Props) {
  const command = useCommand(id, onClose)
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(`command.${act}.title`, { identifier })}
      act={t(`command.${act}`)}
      busy={command.isPending}
      error={command.error}
      onConfirm={() => command.mutate({ act })}
    >
      {t(`command.${act}.text`)}
    </Confirm>
  )
}
