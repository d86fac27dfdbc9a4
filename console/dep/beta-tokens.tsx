import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact } from '../ui/facts.tsx'
import { betaTokensOptions } from './account-queries.ts'

/** Asked for when somebody wants them: Apple may not offer the program to the organization. */
export function BetaTokens({ accountId }: { accountId: string }) {
  const { data, error, isFetching, refetch } = useQuery(betaTokensOptions(accountId))
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm" align="flex-start">
        <Title order={2}>{t('dep-beta.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('dep-beta.text')}
        </Text>
        <div role="status">
          {data && !data.turnedOn && <Text size="sm">{t('dep-beta.off')}</Text>}
          {data?.turnedOn && data.items.length === 0 && <Text size="sm">{t('dep-beta.none')}</Text>}
        </div>
        {data && data.items.length > 0 && (
          <dl className="facts">
            {data.items.map(({ token, title, os }) => (
              <Fact key={`${os} ${title}`} label={title} copy={token} />
            ))}
          </dl>
        )}
        <ErrorMessage error={error} />
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t('dep-beta.ask')}
        </Button>
      </Stack>
    </Paper>
  )
}
