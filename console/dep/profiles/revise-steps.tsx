import { IconCheck } from '@tabler/icons-react'
import { t } from '../../texts/t.ts'
import '../../imports/wizard-steps.css'

const steps = ['change', 'check', 'follow'] as const
export type ReviseStep = (typeof steps)[number]

/** Where somebody is on the way from the old version to the new one. */
export const ReviseSteps = ({ current }: { current: ReviseStep }) => (
  <nav aria-label={t('dep-revise.steps')}>
    <ol className="wizard-steps">
      {steps.map((step, index) => {
        const done = index < steps.indexOf(current)
        return (
          <li key={step} aria-current={step === current ? 'step' : undefined} data-done={done || undefined}>
            <span className="wizard-step">
              <span className="wizard-step-dot" aria-hidden>
                {done ? <IconCheck size={18} stroke={2.5} /> : index + 1}
              </span>
              <span style={{ maxWidth: '100%' }}>
                <strong>{t(`dep-revise.step.${step}`)}</strong>
                <span className="wizard-step-hint">{t(`dep-revise.step.${step}.hint`)}</span>
              </span>
            </span>
          </li>
        )
      })}
    </ol>
  </nav>
)
