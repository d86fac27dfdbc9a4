import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconEraser, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Import } from '../../../src/contract/import.ts'
import { type ApplyChoice, firstChoice, isBlocked } from '../../imports/apply-choice.ts'
import { ApplyList } from '../../imports/apply-list.tsx'
import { HeaderProblems } from '../../imports/header-problems.tsx'
import { ImportProgress } from '../../imports/import-progress.tsx'
import { groupWarnings } from '../../imports/group-warnings.ts'
import { firstRejectsOptions, importOptions } from '../../imports/import-queries.ts'
import { effectiveRows } from '../../imports/import-steps.ts'
import { MailChoice } from '../../imports/mail-choice.tsx'
import { PlanWarnings } from '../../imports/plan-warnings.tsx'
import { type ProblemKind, ProblemKinds } from '../../imports/problem-kinds.tsx'
import { RejectChoice } from '../../imports/reject-choice.tsx'
import { useApply } from '../../imports/use-apply.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { Status } from '../../ui/status.tsx'
import { Unlisted } from './unlisted.tsx'

type Props = { bulkId: string; id: string; onOther: () => void }

/** The import of the uploaded list, as far as it is. */
export function ListImport({ bulkId, id, onOther }: Props) {
  const { data: of, error } = useQuery(importOptions(id))
  if (error) return <Failed error={error} onOther={onOther} />
  if (!of) return null
  if (of.state === 'planning' || of.state === 'applying') return <ImportProgress of={of} />
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {of.fileName}
          </Title>
          <Status kind="import" state={of.state} />
        </Group>
        {of.state === 'failed' && (
          <Message tone="bad" icon={IconAlertTriangle} title={t('import.failed')} role="alert">
            {of.error}
          </Message>
        )}
        {of.state === 'planned' && <Planned of={of} />}
        {of.result && <Applied result={of.result} />}
        {of.state === 'applied' && <Unlisted bulkId={bulkId} importId={id} />}
        <Group gap="md">
          <LinkAnchor to="/imports/$id" params={{ id }} search={{ step: 'check' }}>
            {t('bulk.list.rows')}
          </LinkAnchor>
          <Button variant="default" size="xs" onClick={onOther}>
            {of.result ? t('bulk.list.more') : t('bulk.list.other')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

/** An import that was taken away meanwhile does not keep anybody from another file. */
const Failed = ({ error, onOther }: { error: Error; onOther: () => void }) => (
  <Stack gap="sm">
    <ErrorMessage error={error} />
    <Group>
      <Button variant="default" onClick={onOther}>
        {t('bulk.list.other')}
      </Button>
    </Group>
  </Stack>
)

/** Exactly what will happen, and the choices there are, before anything does. */
function Planned({ of }: { of: Import }) {
  const [choice, setChoice] = useState<ApplyChoice>(firstChoice)
  const { apply, isPending, error } = useApply(of)
  const rows = effectiveRows(of)
  const mails = Math.max(of.mails.changed, of.mails.all)
  return (
    <>
      <HeaderProblems of={of} />
      <Rejected of={of} />
      <PlanWarnings of={of} />
      {of.counts.reject > 0 && <RejectChoice of={of} choice={choice} onChange={setChoice} />}
      {mails > 0 && <MailChoice of={of} choice={choice} onChange={setChoice} />}
      <Title order={3} size="h4">
        {t('bulk.list.plan')}
      </Title>
      {rows > 0 ? <ApplyList of={of} choice={choice} /> : <Text>{t('bulk.list.nothing')}</Text>}
      <ErrorMessage error={error} />
      {of.clearsToConfirm !== null && <Clears of={of} />}
      {rows > 0 && of.clearsToConfirm === null && (
        <Group justify="flex-end">
          <Button loading={isPending} disabled={isBlocked(of, choice)} onClick={() => apply(choice)}>
            {t(of.counts.create > 0 ? 'bulk.list.apply' : 'bulk.list.apply.changes', { count: rows })}
          </Button>
        </Group>
      )}
    </>
  )
}

/** Why rows are rejected, each reason once. */
function Rejected({ of }: { of: Import }) {
  const { data: rows = [] } = useQuery(firstRejectsOptions(of))
  if (of.counts.reject === 0) return null
  const problems = rows.flatMap(({ line, problems: all }): ProblemKind[] =>
    all.filter(({ severity }) => severity === 'error').map((problem) => ({ ...problem, line })),
  )
  return (
    <Message tone="bad" icon={IconX} title={t('import.rejected', { count: of.counts.reject })}>
      <ProblemKinds of={of} kinds={groupWarnings(problems).map(({ first }) => first)} />
    </Message>
  )
}

const Clears = ({ of: { id } }: { of: Import }) => (
  <Message
    tone="warn"
    icon={IconEraser}
    title={t('bulk.list.clears')}
    actions={
      <LinkAnchor to="/imports/$id" params={{ id }} search={{ step: 'apply' }} c="inherit" td="underline">
        {t('bulk.list.clears.there')}
      </LinkAnchor>
    }
  />
)

const Applied = ({ result }: { result: NonNullable<Import['result']> }) => (
  <Message
    tone={result.rejected > 0 ? 'warn' : 'good'}
    icon={IconCheck}
    title={t('bulk.list.done', {
      created: result.created,
      updated: result.updated,
      rejected: result.rejected,
    })}
    role="status"
  />
)
