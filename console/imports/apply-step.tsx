import { Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { type ApplyChoice, firstChoice, isBlocked, isConfirmed } from './apply-choice.ts'
import { ApplyList } from './apply-list.tsx'
import { ImportProgress } from './import-progress.tsx'
import { effectiveRows } from './import-steps.ts'
import { MailChoice } from './mail-choice.tsx'
import { RejectChoice } from './reject-choice.tsx'
import { useApply } from './use-apply.ts'
import { BackTo, WizardFoot } from './wizard-foot.tsx'

/** Choices that were not applied yet, so that looking at another step does not lose them. */
const kept = new Map<string, ApplyChoice>()

/** Step four, the last before the effect: exactly what will happen, in numbers. */
export function ApplyStep({ of }: { of: Import }) {
  const can = useCan()
  const [choice, setChoice] = useState<ApplyChoice>(kept.get(of.id) ?? firstChoice)
  const { apply, isPending, error } = useApply(of)
  if (of.state === 'applying') return <ImportProgress of={of} />
  const rows = effectiveRows(of)
  const mayApply = can('import:write') && rows > 0
  const change = (next: ApplyChoice) => {
    kept.set(of.id, next)
    setChoice(next)
  }
  return (
    <>
      {of.error && !error && <Stopped reason={of.error} />}
      {mayApply && <Choices of={of} choice={choice} onChange={change} />}
      <Paper withBorder p="md" component="section">
        <Stack gap="sm">
          <Title order={2}>{t('import.apply')}</Title>
          <Text hidden={rows > 0}>{t('import.apply.nothing')}</Text>
          {rows > 0 && <ApplyList of={of} choice={choice} />}
          {!can('import:write') && <Text>{t('import.apply.read-only')}</Text>}
        </Stack>
      </Paper>
      {mayApply && of.clearsToConfirm !== null && (
        <ConfirmClears count={of.clearsToConfirm} of={of} choice={choice} onChange={change} />
      )}
      <ErrorMessage error={error} />
      <WizardFoot back={<BackTo id={of.id} step="check" />}>
        {mayApply && (
          <Button
            loading={isPending}
            disabled={isBlocked(of, choice) || !isConfirmed(of, choice)}
            onClick={() => apply(choice)}
          >
            {t('import.apply.count', { count: rows })}
          </Button>
        )}
      </WizardFoot>
    </>
  )
}

/** The last try ended before it had changed anything. */
const Stopped = ({ reason }: { reason: string }) => (
  <Message tone="bad" icon={IconAlertTriangle} title={t('import.failed')} role="alert">
    <Text size="sm">{reason}</Text>
  </Message>
)

export type ChoiceProps = { of: Import; choice: ApplyChoice; onChange: (choice: ApplyChoice) => void }

function Choices({ of, choice, onChange }: ChoiceProps) {
  const mails = Math.max(of.mails.changed, of.mails.all)
  if (of.counts.reject === 0 && mails === 0) return null
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="lg">
        {of.counts.reject > 0 && <RejectChoice of={of} choice={choice} onChange={onChange} />}
        {mails > 0 && <MailChoice of={of} choice={choice} onChange={onChange} />}
      </Stack>
    </Paper>
  )
}

/** So many cleared values are no slip of one row any more: the number is typed before (S17). */
function ConfirmClears({ count, of, choice, onChange }: ChoiceProps & { count: number }) {
  const wrong = choice.typed.trim() !== '' && !isConfirmed(of, choice)
  return (
    <Paper withBorder p="md" component="section">
      <TextInput
        label={t('import.clear.type')}
        description={t('import.clear.confirm', { count })}
        maw={420}
        inputMode="numeric"
        autoComplete="off"
        value={choice.typed}
        error={wrong && t('import.clear.wrong', { count })}
        onChange={(event) => onChange({ ...choice, typed: event.currentTarget.value })}
      />
    </Paper>
  )
}
