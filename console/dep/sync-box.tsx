import { Button, Group, Loader, Menu, Paper, Stack, Text, Title } from '@mantine/core'
import { IconChevronDown, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepAccount, DepSync } from '../../src/contract/dep.ts'
import { useLiveProgress } from '../api/progress.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { startSync } from './dep-queries.ts'
import { SyncHistory } from './sync-history.tsx'

/** C25: sync now, how it goes, and how the last ones went. */
export function SyncBox({ account }: { account: DepAccount }) {
  const can = useCan()
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: (mode: DepSync['mode']) => startSync({ id: account.id, mode }),
    onSettled: () => client.invalidateQueries({ queryKey: ['dep-account'] }),
  })
  const running = account.lastSync?.state === 'running' ? account.lastSync : undefined
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{t('dep-account.sync')}</Title>
          {can('dep.token:read') && (
            <SyncButton busy={start.isPending || running !== undefined} onSync={start.mutate} />
          )}
        </Group>
        <div role="status">{running && <Running account={account} sync={running} />}</div>
        <ErrorMessage error={start.error} />
        <SyncHistory accountId={account.id} />
      </Stack>
    </Paper>
  )
}

const SyncButton = ({ busy, onSync }: { busy: boolean; onSync: (mode: DepSync['mode']) => void }) => (
  <Group gap={1}>
    <Button
      size="xs"
      leftSection={<IconRefresh size={14} aria-hidden />}
      disabled={busy}
      onClick={() => onSync('delta')}
    >
      {t('dep-account.sync.now')}
    </Button>
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          px={6}
          disabled={busy}
          aria-label={`${t('dep-account.sync.now')}: ${t('act.more')}`}
        >
          <IconChevronDown size={14} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onSync('delta')}>{t('dep-account.sync.delta')}</Menu.Item>
        <Menu.Item onClick={() => onSync('full')}>{t('dep-account.sync.full')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  </Group>
)

function Running({ account, sync }: { account: DepAccount; sync: DepSync }) {
  const live = useLiveProgress('dep-account', account.id)?.['received']
  const received = Math.max(sync.received, typeof live === 'number' ? live : 0)
  return (
    <Group gap="xs">
      <Loader size="xs" aria-hidden />
      <Text size="sm">
        {t('dep-account.sync.running')} · {receivedText(account, sync, received)}
      </Text>
    </Group>
  )
}

/** In a full listing what is known of the account is what is to come. */
const receivedText = ({ deviceCount: total }: DepAccount, { mode }: DepSync, received: number): string =>
  mode === 'full' && total > received
    ? t('dep-account.sync.of', { received, total })
    : t('dep-account.sync.received', { count: received })
