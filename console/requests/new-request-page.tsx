import { Stack } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { t } from '../texts/t.ts'
import { Page } from '../ui/page.tsx'
import { HowStep } from './how-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import { type RequestDraft, useDraft } from './request-draft.ts'
import { requestSteps, type RequestStep } from './request-steps.ts'
import { SentStep } from './sent-step.tsx'
import { WhomStep } from './whom-step.tsx'
import '../imports/wizard-steps.css'

/** What every step gets: what was chosen, how it is changed, and the way to another step. */
export type StepProps = {
  draft: RequestDraft
  onChange: (change: Partial<RequestDraft>) => void
  onGo: (step: RequestStep) => void
  onReset: () => void
}

export function NewRequestPage() {
  const search = useSearch({ from: '/shell/requests/new' })
  const navigate = useNavigate({ from: '/requests/new' })
  const [draft, change, reset] = useDraft()
  const step = reachable(draft, search.at ?? 'whom')
  const props: StepProps = {
    draft,
    onChange: change,
    onGo: (next) => void navigate({ search: { at: next } }),
    onReset: reset,
  }
  return (
    <Page title={t('request-new.title')}>
      <StepList current={step} />
      <Stack maw={1100}>
        {step === 'whom' && <WhomStep {...props} />}
        {step === 'how' && <HowStep {...props} />}
        {step === 'preview' && <PreviewStep {...props} />}
        {step === 'sent' && <SentStep {...props} />}
      </Stack>
    </Page>
  )
}

/** An address that was kept may name a step that nothing leads to any more. */
function reachable({ choice, sent }: RequestDraft, step: RequestStep): RequestStep {
  if (step === 'sent') return sent ? 'sent' : 'whom'
  return Object.values(choice).some((given) => given?.length) ? step : 'whom'
}

const StepList = ({ current }: { current: RequestStep }) => (
  <nav aria-label={t('request-new.steps')}>
    <ol className="wizard-steps">
      {requestSteps.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? 'step' : undefined}
          data-done={index < requestSteps.indexOf(current) || undefined}
        >
          <span className="wizard-step">
            <span className="wizard-step-dot" aria-hidden>
              {index + 1}
            </span>
            <strong>{t(`request-new.step.${step}`)}</strong>
          </span>
        </li>
      ))}
    </ol>
  </nav>
)
