import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { RejectsLink } from './check-step.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportRows } from './import-rows.tsx'
import { isBusy } from './import-queries.ts'
import { MailOutcome } from './mail-outcome.tsx'
import { UndoDialog } from './undo-dialog.tsx'
import { UndoneNotes } from './undo-notes.tsx'

type Props = { of: Import; result: NonNullable<Import['result']> }

/** Step five: what was done, what was left out, and the way to take it back. */
export function ResultStep({ of, result }: Props) {
  const can = useCan()
  const [undoing, undo] = useDisclosure(false)
  const undoable = of.state === 'applied' && can('import:write')
  return (
    <>
      {isBusy(of) && <ImportProgress of={of} />}
      {of.undo ? (
        <UndoneNotes of={of} undo={of.undo} />
      ) : (
        <Done of={of} result={result} onUndo={undoable && undo.open} />
      )}
      {result.rejected > 0 && (
        <Message
          tone="bad"
          icon={IconX}
          title={t('import.done.rejects', { count: result.rejected })}
          actions={<RejectsLink of={of} count={result.rejected} />}
        />
      )}
      <MailOutcome of={of} />
      <ImportRows of={of} />
      {undoing && <UndoDialog of={of} onClose={undo.close} />}
    </>
  )
}

type DoneProps = Props & { onUndo: (() => void) | false }

const Done = ({ of, result, onUndo }: DoneProps) => (
  <Paper withBorder p="md" component="section">
    <Stack gap="md">
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Title order={2}>{t('import.done.title')}</Title>
          {of.appliedAt && (
            <Text size="sm" c="dimmed">
              {formatExactTime(of.appliedAt)} · {of.createdBy}
            </Text>
          )}
        </div>
        {onUndo && (
          <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={onUndo}>
            {t('import.undo')}
          </Button>
        )}
      </Group>
      <Message tone="good" icon={IconCheck} title={t('import.done.text', result)} role="status">
        <Group gap="md">
          {of.mode !== 'users' && (
            <LinkAnchor to="/devices" c="inherit" td="underline">
              {t('import.done.devices')}
            </LinkAnchor>
          )}
          {of.mode !== 'devices' && (
            <LinkAnchor to="/users" c="inherit" td="underline">
              {t('import.done.users')}
            </LinkAnchor>
          )}
        </Group>
      </Message>
    </Stack>
  </Paper>
)
