import { IconLock } from '@tabler/icons-react'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'

/** B10: why this device cannot be edited, and what can be done instead. */
export const LockedNote = ({ status }: { status: Device['status'] }) =>
  status === 'withdrawn' ? (
    <Message tone="quiet" icon={IconLock} title={t('device.locked.withdrawn')}>
      {t('device.locked.text.withdrawn')}
    </Message>
  ) : (
    <Message tone="quiet" icon={IconLock} title={t('device.locked.enrolled')}>
      {t('device.locked.text.enrolled')}
    </Message>
  )
