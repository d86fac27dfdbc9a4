import { Group, Stack, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Tone } from './state-badge.tsx'
import './tone.css'

type Props = {
  tone: Tone
  icon: Icon
  title: string
  children?: ReactNode
  actions?: ReactNode
  role?: string
}

/** A note that stands in the page: a banner, a hint, a failure. */
export const Message = ({ tone, icon: Icon, title, children, actions, role }: Props) => (
  <div className={`tone-message tone-${tone}`} role={role}>
    <Group justify="space-between" gap="sm" align="flex-start">
      <Group gap="sm" wrap="nowrap" align="flex-start" style={{ flex: '1 1 240px' }}>
        <Icon size={20} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
        <Stack gap={4} style={{ minWidth: 0 }}>
          <Text fw={600} component="div">
            {title}
          </Text>
          {children}
        </Stack>
      </Group>
      {actions}
    </Group>
  </div>
)
