import { Stack, Text, Title } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Says what belongs here and offers the one next step. */
export const Empty = ({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: Icon
  title: string
  children?: ReactNode
  action?: ReactNode
}) => (
  <Stack align="center" gap="xs" py={48} px="md" ta="center">
    <Icon size={36} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
    <Title order={2}>{title}</Title>
    {children && (
      <Text c="dimmed" maw={480}>
        {children}
      </Text>
    )}
    {action}
  </Stack>
)
