import { Button, Code, Group, List, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { z } from 'zod'
import { ApiError, isProblem } from '../api/api-error.ts'
import { explain } from '../api/explain.ts'
import { t } from '../texts/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import type { UploadOptions } from './import-queries.ts'
import { changeDraft, useDraft } from './file-draft.ts'
import { EncodingQuestion } from './encoding-question.tsx'
import { MapByHand } from './map-by-hand.tsx'
import { encodingCandidates, unknownColumns } from './upload-facts.ts'
import type { useUpload } from './use-upload.tsx'

type Props = {
  draftId: string
  send: ReturnType<typeof useUpload>
  /** The place says which format a file has: no other one can be chosen. */
  isFormatFixed?: boolean
}

/** What is wrong with the file, where, and what to do; where a choice is enough to go on, the choice. */
export function UploadProblem({ draftId, send, isFormatFixed = false }: Props) {
  const { error, options, choices } = useDraft(draftId)
  if (!error) return null
  const candidates = encodingCandidates(error)
  if (candidates.length > 0)
    return (
      <EncodingQuestion candidates={candidates} onChoose={(encoding) => send({ options: { encoding } })} />
    )
  const columns = unknownColumns(error)
  if (columns.length > 0)
    return (
      <MapByHand
        columns={columns}
        draft={choices ?? new Map()}
        onChange={(next) => changeDraft(draftId, { choices: next })}
        onDone={(mapping) => send({ mapping })}
      />
    )
  if (isProblem(error, 'import.header-refused'))
    return <HeaderRefused {...{ error, options, send, isFormatFixed }} />
  if (error instanceof ApiError) return <FileProblem error={error} />
  return <ErrorMessage error={error} onRetry={() => send()} />
}

const Line = z.object({ line: z.int() })

/** A problem that knows the line says it: the file may have 200,000. */
function FileProblem({ error }: { error: ApiError }) {
  const { what, why, fix, code } = explain(error)
  const line = Line.safeParse(error.problem).data?.line
  return (
    <Message tone="bad" icon={IconAlertTriangle} title={what} role="alert">
      <Text size="sm">
        {line !== undefined && <strong>{t('imports.problem.line', { line: String(line) })}: </strong>}
        {why}
      </Text>
      {fix && <Text size="sm">{fix}</Text>}
      <Text size="xs" component="div">
        <Code>{code}</Code> <CopyButton value={code ?? ''} what={t('error.code')} />
      </Text>
    </Message>
  )
}

type RefusedProps = Required<Pick<Props, 'send' | 'isFormatFixed'>> & {
  error: ApiError
  options: UploadOptions
}

/** What was asked for is often what the header does not fit: without it, the same file may be read. */
function HeaderRefused({ error, options, send, isFormatFixed }: RefusedProps) {
  const { what } = explain(error)
  const errors = error.problem.errors ?? []
  return (
    <Message
      tone="bad"
      icon={IconAlertTriangle}
      title={what}
      role="alert"
      actions={
        <Group gap="xs">
          {options.strict && (
            <Button variant="default" size="xs" onClick={() => send({ options: { strict: false } })}>
              {t('imports.problem.not-strict')}
            </Button>
          )}
          {options.format && !isFormatFixed && (
            <Button variant="default" size="xs" onClick={() => send({ options: { format: undefined } })}>
              {t('imports.problem.any-format')}
            </Button>
          )}
        </Group>
      }
    >
      {errors.length === 0 && <Text size="sm">{error.problem.detail}</Text>}
      <List size="sm" c="inherit">
        {errors.map(({ pointer, code, message }) => (
          <List.Item key={`${pointer} ${code}`}>{message}</List.Item>
        ))}
      </List>
      <Text size="sm">{t('imports.problem.header.fix')}</Text>
    </Message>
  )
}
