import { Button, Stack, Text } from '@mantine/core'
import { IconCompassOff } from '@tabler/icons-react'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
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
  <Empty
    icon={IconCompassOff}
    title={t('error.not-found')}
    action={<LinkButton to="/">{t('error.to-today')}</LinkButton>}
  >
    <Text span>{t('error.not-found.fix')}</Text>
  </Empty>
)
