import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconEraser, IconMail, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Import } from '../../src/contract/import.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { groupWarnings } from './group-warnings.ts'
import { HeaderProblems } from './header-problems.tsx'
import { ImportRows } from './import-rows.tsx'
import { firstRejectsOptions } from './import-queries.ts'
import { OutcomeBar } from './outcome-bar.tsx'
import { PlanWarnings } from './plan-warnings.tsx'
import { type ProblemKind, ProblemKinds } from './problem-kinds.tsx'
import { ReplannedBox } from './replanned-box.tsx'
import { BackTo, OnTo, WizardFoot } from './wizard-foot.tsx'

/** Step three: what would change, in numbers, by kind of problem, and row by row. */
export const CheckStep = ({ of }: { of: Import }) => (
  <>
    <ReplannedBox of={of} />
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Group justify="space-between" align="baseline" gap="xs">
          <Title order={2}>{t('import.plan')}</Title>
          <Text size="sm" c="dimmed">
            {[t('import.plan.rows', { count: of.counts.rows }), of.mode && t(`import.mode.${of.mode}`)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Group>
        <OutcomeBar of={of} />
        <Effects of={of} />
      </Stack>
    </Paper>
    <Rejected of={of} />
    <HeaderProblems
      of={of}
      actions={
        <LinkAnchor
          to="/imports/$id"
          params={{ id: of.id }}
          search={{ step: 'columns' }}
          c="inherit"
          td="underline"
        >
          {t('import.header-problems.columns')}
        </LinkAnchor>
      }
    />
    <PlanWarnings of={of} />
    <ImportRows of={of} />
    <WizardFoot back={<BackTo id={of.id} step="columns" />}>
      {of.state === 'planned' && <OnTo id={of.id} step="apply" />}
      {of.result && <OnTo id={of.id} step="result" />}
    </WizardFoot>
  </>
)

/** What is easily overlooked: values that go, and mails that go out. */
const Effects = ({ of: { id, counts } }: { of: Import }) => (
  <Stack gap="xs">
    {counts.clear > 0 && (
      <Message
        tone="warn"
        icon={IconEraser}
        title={t('import.clears', { count: counts.clear })}
        actions={<EffectRows id={id} effect="clear" />}
      >
        <Text size="sm">{t('import.clears.text')}</Text>
      </Message>
    )}
    {counts.mails > 0 && (
      <Message
        tone="info"
        icon={IconMail}
        title={t('import.mails', { count: counts.mails })}
        actions={<EffectRows id={id} effect="mail" />}
      >
        <Text size="sm">{t('import.mails.text')}</Text>
      </Message>
    )}
  </Stack>
)

const EffectRows = ({ id, effect }: { id: string; effect: 'clear' | 'mail' }) => (
  <LinkAnchor
    to="/imports/$id"
    params={{ id }}
    search={({ step }) => ({ step, with: effect })}
    resetScroll={false}
    c="inherit"
    td="underline"
    aria-label={`${t('import.clears.see')}: ${t(`import.rows.with.${effect}`)}`}
  >
    {t('import.clears.see')}
  </LinkAnchor>
)

/** Why rows are rejected, and the way to correct them. */
function Rejected({ of }: { of: Import }) {
  const { data: rows = [] } = useQuery(firstRejectsOptions(of))
  if (of.counts.reject === 0) return null
  const problems = rows.flatMap(({ line, problems }): ProblemKind[] =>
    problems.filter(({ severity }) => severity === 'error').map((problem) => ({ ...problem, line })),
  )
  return (
    <Message
      tone="bad"
      icon={IconX}
      title={t('import.rejected', { count: of.counts.reject })}
      actions={
        <Stack gap={4} align="flex-start">
          <RejectsLink of={of} count={of.counts.reject} />
          <LinkAnchor to="/imports" c="inherit" td="underline">
            {t('import.rejected.correct')}
          </LinkAnchor>
        </Stack>
      }
    >
      <Text size="sm">{t('import.rejected.text')}</Text>
      <ProblemKinds of={of} kinds={groupWarnings(problems).map(({ first }) => first)} />
    </Message>
  )
}

export const RejectsLink = ({ of: { id }, count }: { of: Import; count: number }) => (
  <Anchor href={apiAddress(`/imports/${id}/rejects.csv`)} download c="inherit" td="underline">
    {t('import.rejects.download', { count })}
  </Anchor>
)
