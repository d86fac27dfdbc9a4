import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX, type Icon } from '@tabler/icons-react'
import type { Tone } from '../ui/state-badge.tsx'

export const readinessLooks = {
  ready: { tone: 'good', icon: IconCheck },
  error: { tone: 'bad', icon: IconX },
  warning: { tone: 'warn', icon: IconAlertTriangle },
  info: { tone: 'info', icon: IconInfoCircle },
} as const satisfies Record<string, { tone: Tone; icon: Icon }>
