import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Time } from '../ui/time.tsx'
import { depLocksOptions, readBypassCode } from './account-queries.ts'
import { BypassCode } from './bypass-code.tsx'

/** Every wish to lock the device, with what came of it; and the code again, for whoever may have it. */
export function ActivationLocks({ serial }: { serial: string }) {
  const mayWrite = useCan()('dep.token:write')
  const { data } = useQuery(depLocksOptions(serial))
  const code = useMutation({ mutationFn: readBypassCode })
  if (!data || data.length === 0) return null
  return (
    <Stack gap="xs" mt="md">
      <Text fw={600}>{t('dep-lock.history')}</Text>
      {data.map(({ id, requestedAt, requestedBy, message }) => (
        <Text key={id} size="sm">
          <Time at={requestedAt} />, {requestedBy}: {message}
        </Text>
      ))}
      {code.data?.bypassCode ? (
        <BypassCode code={code.data.bypassCode} />
      ) : (
        mayWrite &&
        data.some(({ hasBypassCode }) => hasBypassCode) && (
          <Button
            size="xs"
            variant="default"
            loading={code.isPending}
            onClick={() => code.mutate(serial)}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('dep-lock.show-code')}
          </Button>
        )
      )}
      <ErrorMessage error={code.error} />
    </Stack>
  )
}
