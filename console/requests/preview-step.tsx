import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconMailOff, IconSend } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { RequestPreview, RequestPreviewItem } from '../../src/contract/enrollment-request.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { PageSkeleton } from '../ui/page.tsx'
import { WindowTable } from '../ui/window-table.tsx'
import type { StepProps } from './new-request-page.tsx'
import { previewOptions, sendRequests } from './request-queries.ts'
import { StepFoot } from './step-foot.tsx'

/** Exactly what will happen, with numbers; each can be unticked (H30). */
export function PreviewStep(props: StepProps) {
  const { draft, onGo } = props
  const { data, error, isPending, refetch } = useQuery(previewOptions(draft))
  if (isPending) return <PageSkeleton />
  if (error)
    return (
      <>
        <ErrorMessage error={error} onRetry={() => void refetch()} />
        <StepFoot onBack={() => onGo('how')}>{null}</StepFoot>
      </>
    )
  return <Preview {...props} preview={data} />
}

const keyOf = ({ deviceId, userName }: RequestPreviewItem) => deviceId ?? `user ${userName ?? ''}`
const nameOf = ({ identifier, name, userName, deviceId }: RequestPreviewItem) =>
  identifier ?? name ?? userName ?? deviceId ?? ''

function Preview({ draft, onChange, onGo, preview }: StepProps & { preview: RequestPreview }) {
  const client = useQueryClient()
  const except = useMemo(() => new Set(draft.except), [draft.except])
  const ticked = preview.items.filter((item) => item.refusal === null && !except.has(keyOf(item)))
  const { channel } = draft
  const send = useMutation({
    mutationFn: () =>
      sendRequests({
        channel,
        deviceIds: ticked.flatMap(({ deviceId }) => deviceId ?? []),
        userNames: ticked.flatMap(({ deviceId, userName }) => (deviceId ? [] : (userName ?? []))),
      }),
    onSuccess: ({ counts, items }) => {
      const since = items.reduce((first, { createdAt }) => (createdAt < first ? createdAt : first), '~')
      onChange({ sent: { count: counts.made, since, requestIds: items.map(({ id }) => id) } })
      onGo('sent')
      void client.invalidateQueries({ queryKey: ['request'] })
    },
  })
  const toggle = useCallback(
    (key: string) => {
      const next = new Set(except)
      if (!next.delete(key)) next.add(key)
      onChange({ except: [...next] })
    },
    [except, onChange],
  )
  const rows = useMemo(
    () => preview.items.toSorted((a, b) => Number(a.refusal === null) - Number(b.refusal === null)),
    [preview],
  )
  const columns = useMemo(() => columnsOf(except, toggle), [except, toggle])
  return (
    <Stack gap="md">
      <Numbers preview={preview} ticked={ticked} />
      {channel !== 'qr' && !preview.mailReady && (
        <Message tone="warn" icon={IconMailOff} title={t('request-new.mail-off')}>
          <Text size="sm">{t('request-new.mail-off.text')}</Text>
        </Message>
      )}
      <WindowTable
        label={t('request-new.preview.list')}
        columns={columns}
        total={rows.length}
        rowAt={(index) => rows[index]}
        rowId={keyOf}
        onRange={nothing}
      />
      <ErrorMessage error={send.error} />
      <StepFoot onBack={() => onGo('how')}>
        <Button
          leftSection={<IconSend size={16} aria-hidden />}
          disabled={ticked.length === 0}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t('request-new.send', { count: ticked.length })}
        </Button>
      </StepFoot>
    </Stack>
  )
}

const nothing = () => {}

function Numbers({ preview: { counts }, ticked }: { preview: RequestPreview; ticked: RequestPreviewItem[] }) {
  const replaced = ticked.filter(({ replaces }) => replaces).length
  return (
    <div role="status">
      {ticked.length === 0 && (
        <Message tone="warn" icon={IconAlertTriangle} title={t('request-new.nobody')}>
          <Text size="sm">{t('request-new.nobody.text')}</Text>
        </Message>
      )}
      {ticked.length > 0 && <Text fw={600}>{t('request-new.preview.ready', { count: ticked.length })}</Text>}
      {counts.refused > 0 && <Text>{t('request-new.preview.refused', { count: counts.refused })}</Text>}
      {replaced > 0 && <Text>{t('request-new.preview.replaced', { count: replaced })}</Text>}
      {counts.left > 0 && <Text>{t('request-new.preview.left', { count: counts.left })}</Text>}
    </div>
  )
}

const columnsOf = (
  except: ReadonlySet<string>,
  toggle: (key: string) => void,
): Column<RequestPreviewItem>[] => [
  {
    id: 'send',
    header: t('request-new.preview.send'),
    width: 64,
    always: true,
    cell: (item) => (
      <Checkbox
        size="xs"
        aria-label={t('request-new.preview.send-to', { name: nameOf(item) })}
        checked={item.refusal === null && !except.has(keyOf(item))}
        disabled={item.refusal !== null}
        onChange={() => toggle(keyOf(item))}
      />
    ),
  },
  {
    id: 'for',
    header: t('request.for'),
    width: 160,
    always: true,
    cell: ({ identifier, deviceId }) => identifier ?? (deviceId ? deviceId : t('request.own-device')),
  },
  {
    id: 'user',
    header: t('request.user'),
    width: 160,
    always: true,
    cell: ({ name, userName }) => name ?? userName,
  },
  {
    id: 'to',
    header: t('request.recipient'),
    width: 220,
    always: true,
    cell: ({ recipient }) => recipient,
  },
  {
    id: 'problem',
    header: t('request-new.preview.problem'),
    width: 240,
    always: true,
    cell: ({ refusal }) => refusal && t(`request-new.refusal.${refusal}`),
  },
]
