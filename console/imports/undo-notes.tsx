import { Stack, Table, Text, Title } from '@mantine/core'
import { type Icon, IconArrowBackUp, IconLock, IconMail, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Import, ImportUndo, UndoPlan } from '../../src/contract/import.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import type { Tone } from '../ui/state-badge.tsx'
import { useNow } from '../ui/time.tsx'
import { fieldWord } from './field-words.ts'
import { undoPlanOptions } from './import-queries.ts'
import './apply-list.css'

/** What an undo puts back, removes, leaves, and cannot call back. */
export function UndoList({ undo: { restored, removed, kept, mailsSent } }: { undo: ImportUndo }) {
  const lines: [number, Tone, Icon, string][] = [
    [restored, 'info', IconArrowBackUp, t('import.undo.restored', { count: restored })],
    [removed, 'bad', IconTrash, t('import.undo.removed', { count: removed })],
    [kept, 'warn', IconLock, t('import.undo.kept', { count: kept })],
    [mailsSent, 'warn', IconMail, t('import.undo.mails', { count: mailsSent })],
  ]
  return (
    <ul className="apply-list">
      {lines
        .filter(([count]) => count > 0)
        .map(([, tone, Icon, text]) => (
          <li key={text} className={`tone-${tone}`}>
            <Icon size={18} aria-hidden color="var(--tone-text)" />
            <span>{text}</span>
          </li>
        ))}
    </ul>
  )
}

/** What stays as it is, and why. */
export function UndoNotes({ plan: { notes, kept } }: { plan: UndoPlan }) {
  if (notes.length === 0) return null
  return (
    <section>
      <Title order={3} size="h4" mb={4}>
        {t('import.undo.notes')}
      </Title>
      {kept > notes.length && (
        <Text size="sm" c="dimmed">
          {t('import.undo.notes.first', { count: notes.length, total: kept })}
        </Text>
      )}
      <ScrollTable label={t('import.undo.notes')} minWidth={420} maxHeight="40vh">
        <Table.Tbody>
          {notes.map(({ line, label, field, code, message }) => (
            <Table.Tr key={`${line} ${field} ${code}`}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>{field === null ? t('import.undo.note.record') : fieldWord(field)}</Table.Td>
              <Table.Td>{message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  )
}

/** After the undo: what it did, and what it left. */
export function UndoneNotes({ of, undo }: { of: Import; undo: ImportUndo }) {
  const now = useNow()
  const plan = useQuery({ ...undoPlanOptions(of), enabled: undo.kept > 0 })
  return (
    <Stack gap="md">
      <Message
        tone="quiet"
        icon={IconArrowBackUp}
        role="status"
        title={
          of.undoneAt
            ? t('import.undo.done.when', { when: formatRelativeTime(of.undoneAt, now) })
            : t('import.undo.done')
        }
      >
        <Text size="sm">{t('import.undo.done.text', undo)}</Text>
        {undo.mailsSent > 0 && <Text size="sm">{t('import.undo.mails', { count: undo.mailsSent })}.</Text>}
      </Message>
      <ErrorMessage error={plan.error} />
      {plan.data && <UndoNotes plan={plan.data} />}
    </Stack>
  )
}
