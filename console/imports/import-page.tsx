import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { ApplyStep } from './apply-step.tsx'
import { CheckStep } from './check-step.tsx'
import { ColumnsStep } from './columns-step.tsx'
import { FileFacts } from './file-facts.tsx'
import { ImportProgress } from './import-progress.tsx'
import { importOptions } from './import-queries.ts'
import { type ImportStep, rememberStep, stepLeft, stepToShow } from './import-steps.ts'
import { ResultStep } from './result-step.tsx'
import { WizardSteps } from './wizard-steps.tsx'

/** One import from its columns to its result and undo; leaving and coming back goes on where it was. */
export function ImportPage() {
  const { id } = useParams({ from: '/shell/imports/$id' })
  const { data, error, isPending, refetch } = useQuery(importOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <Wizard key={id} of={data} />
}

function Wizard({ of }: { of: Import }) {
  const { step: asked } = useSearch({ from: '/shell/imports/$id' })
  const step = stepToShow(of, asked, stepLeft(of.id))
  useEffect(() => rememberStep(of, step), [of, step])
  return (
    <Page
      title={of.fileName}
      badge={<Status kind="import" state={of.state} />}
      actions={
        <LinkButton to="/imports" variant="default">
          {t('import.again')}
        </LinkButton>
      }
    >
      <WizardSteps of={of} current={step} />
      {of.state === 'failed' && (
        <Message tone="bad" icon={IconAlertTriangle} title={t('import.failed')} role="alert">
          {of.error}
        </Message>
      )}
      <StepView of={of} step={step} />
    </Page>
  )
}

function StepView({ of, step }: { of: Import; step: ImportStep }) {
  if (of.state === 'planning') return <ImportProgress of={of} />
  if (step === 'file') return <FileFacts of={of} />
  if (step === 'columns') return <ColumnsStep key={of.plannedAt} of={of} />
  if (step === 'check') return <CheckStep of={of} />
  if (of.result) return <ResultStep of={of} result={of.result} />
  return <ApplyStep of={of} />
}
