import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeviceCommand } from '../../src/contract/command.ts'
import { itemsOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { cancelCommand, commandListOptions } from './command-queries.ts'
import { PinDialog } from './pin-dialog.tsx'
import { ResultDialog } from './result-dialog.tsx'

const shownFirst = 5

/** What the device was asked for and what became of it, newest first; it follows by itself. */
export function DeviceCommands({ device }: { device: string }) {
  const { data, error } = useInfiniteQuery(commandListOptions(device))
  const [all, setAll] = useState(false)
  const commands = itemsOf(data)
  if (data && commands.length === 0) return null
  const shown = all ? commands : commands.slice(0, shownFirst)
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('commands.title')}</Title>
        <ErrorMessage error={error} />
        <ul style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label={t('commands.title')}>
          {shown.map((command) => (
            <CommandLine key={command.id} device={device} command={command} />
          ))}
        </ul>
        {commands.length > shown.length && (
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t('commands.more')}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}

/** The words of the server follow "to"; here they stand alone. */
const titleOf = ({ act }: DeviceCommand) => act.charAt(0).toUpperCase() + act.slice(1)

type LineProps = { device: string; command: DeviceCommand }

const CommandLine = ({ device, command }: LineProps) => (
  <li style={{ marginBottom: 12 }}>
    <Group gap="xs">
      <Status kind="command" state={command.state} />
      <Text size="sm" fw={600} component="span">
        {titleOf(command)}
      </Text>
    </Group>
    <Text size="sm" c="dimmed">
      {command.askedBy ?? t('commands.by-muster')}, <Time at={command.answeredAt ?? command.createdAt} />
      {command.notNowCount > 0 && ` · ${t('commands.put-off', { count: command.notNowCount })}`}
    </Text>
    {command.error && (
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {command.error.text}
      </Text>
    )}
    <LineActs device={device} command={command} />
  </li>
)

function LineActs({ device, command }: LineProps) {
  const can = useCan()
  const client = useQueryClient()
  const [opened, setOpened] = useState<'pin' | 'result'>()
  const cancel = useMutation({
    mutationFn: () => cancelCommand(device, command.id),
    onSuccess: () => notifyDone(t('commands.cancelled', { act: command.act })),
    onSettled: () => client.invalidateQueries({ queryKey: ['device'] }),
  })
  if (!can('device.command:write')) return null
  const waits = command.state === 'queued' || command.state === 'not-now'
  const close = () => setOpened(undefined)
  return (
    <Group gap="xs">
      {waits && (
        <Button variant="subtle" size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('commands.cancel')}
        </Button>
      )}
      {command.holdsPin && (
        <Button variant="subtle" size="compact-xs" onClick={() => setOpened('pin')}>
          {t('commands.pin')}
        </Button>
      )}
      {command.hasResult && (
        <Button variant="subtle" size="compact-xs" onClick={() => setOpened('result')}>
          {t('commands.result.show')}
        </Button>
      )}
      <ErrorMessage error={cancel.error} />
      {opened === 'pin' && <PinDialog device={device} command={command.id} onClose={close} />}
      {opened === 'result' && <ResultDialog device={device} command={command.id} onClose={close} />}
    </Group>
  )
}
