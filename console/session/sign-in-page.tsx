import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem, problemFact } from '../api/api-error.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { DoorCard } from './door-card.tsx'
import { sessionOptions, signIn } from './session-queries.ts'
import { WaitNotice } from './wait-notice.tsx'

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionOptions.queryKey, session)
      return navigate({ href: localPath(next) })
    },
  })
  const waitUntil = isProblem(attempt.error, 'session.too-many-attempts')
    ? problemFact(attempt.error, 'retryAt')
    : undefined
  return (
    <DoorCard title={t('sign-in.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          attempt.mutate({ username, password })
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('sign-in.username')}
            name="username"
            autoComplete="username"
            required
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('sign-in.password')}
            name="password"
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {waitUntil ? (
            <WaitNotice until={waitUntil} onOver={attempt.reset} />
          ) : (
            <ErrorMessage error={attempt.error} />
          )}
          <Button type="submit" loading={attempt.isPending} disabled={waitUntil !== undefined}>
            {t('sign-in.act')}
          </Button>
        </Stack>
      </form>
    </DoorCard>
  )
}

/** Only paths of this console are followed, whatever the link says. */
const localPath = (next: string | undefined): string => (next && /^\/(?![/\\])/.test(next) ? next : '/')
