import { notifications } from '@mantine/notifications'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../texts/t.ts'

/** Success, said once and out of the way: what changed, with a link where there is one. */
export const notifyDone = (message: ReactNode) =>
  notifications.show({
    message,
    color: 'petrol',
    icon: <IconCheck size={18} aria-hidden />,
    role: 'status',
    closeButtonProps: { 'aria-label': t('act.close') },
  })
