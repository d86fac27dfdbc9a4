import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { t } from '../texts/t.ts'
import { Logo } from '../ui/logo.tsx'

/** The frame of the pages before the console. */
export function DoorCard({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title])
  return (
    <Center component="main" mih="100dvh" p="md" bg="light-dark(#f3f6f7, #1b1d1f)">
      <Paper withBorder shadow="sm" p="xl" w={420} maw="100%">
        <Stack gap="lg">
          <Group gap="xs">
            <Logo size={28} />
            <Text fw={700} size="lg">
              {t('app.name')}
            </Text>
          </Group>
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  )
}
