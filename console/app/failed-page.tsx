import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { IconCompassOff } from '@tabler/icons-react'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'

/** The last net: what a page threw while it was drawn. */
export function FailedPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <Stack p="md" component="main">
      <ErrorMessage error={error} />
      <div>
        <Button variant="default" onClick={() => void router.invalidate()}>
          {t('act.retry')}
        </Button>
      </div>
    </Stack>
  )
}

export const NotFoundPage = () => (
  <Center component="main" mih="60dvh" p="md">
    <Stack align="center" gap="sm" ta="center">
      <IconCompassOff size={40} stroke={1.4} aria-hidden />
      <Title order={1}>{t('error.not-found')}</Title>
      <Text c="dimmed">{t('error.not-found.fix')}</Text>
      <LinkButton to="/">{t('error.to-today')}</LinkButton>
    </Stack>
  </Center>
)
