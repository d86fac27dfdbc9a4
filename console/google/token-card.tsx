import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import type { GoogleEnrollmentToken } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { useNow } from '../ui/time.tsx'
import { googleTokenOptions, waysOptions } from './google-queries.ts'
import { MadeToken } from './made-token.tsx'
import { useMakeToken } from './use-make-token.ts'

/** Nothing, where the Android Management API is not set up. */
export function GoogleTokenCard({ bulk }: { bulk: BulkEnrollment }) {
  const { data: ways } = useQuery(waysOptions)
  return ways?.management ? <Card bulk={bulk} /> : null
}

function Card({ bulk }: { bulk: BulkEnrollment }) {
  const { data, error } = useQuery(googleTokenOptions(bulk.id))
  const now = useNow()
  const holds = (token: GoogleEnrollmentToken) => Date.parse(token.expiresAt) > now
  return (
    <Paper withBorder p="md" component="section" aria-label={t('google-token.title')}>
      <Stack gap="sm">
        <Title order={2}>{t('google-token.title')}</Title>
        <Text size="sm">{t('google-token.text')}</Text>
        <ErrorMessage error={error} />
        {data && holds(data) && <MadeToken bulk={bulk} token={data} />}
        {data !== undefined && !(data && holds(data)) && <NoToken bulk={bulk} />}
      </Stack>
    </Paper>
  )
}

function NoToken({ bulk }: { bulk: BulkEnrollment }) {
  const make = useMakeToken(bulk)
  const isOver = bulk.tokenState === 'expired'
  return (
    <>
      <Text>{isOver ? t('google-token.expired') : t('google-token.none')}</Text>
      <ErrorMessage error={make.error} />
      <Group>
        <Button disabled={isOver} loading={make.isPending} onClick={() => make.mutate()}>
          {t('google-token.make')}
        </Button>
      </Group>
    </>
  )
}
