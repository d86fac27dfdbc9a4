import { VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { t } from '../../texts/t.ts'
import type { BulkStep } from './bulk-steps.ts'
import '../../imports/wizard-steps.css'

type Props = { id?: string; steps: BulkStep[]; current: BulkStep; importId?: string | undefined }

/** Where somebody is in the set-up; once the bulk enrollment exists each step can be gone to. */
export const StepList = ({ id, steps, current, importId }: Props) => (
  <nav aria-label={t('bulk.setup.steps')}>
    <ol className="wizard-steps">
      {steps.map((step, index) => {
        const done = index < steps.indexOf(current)
        const face = (
          <>
            <span className="wizard-step-dot" aria-hidden>
              {done ? <IconCheck size={18} stroke={2.5} /> : index + 1}
            </span>
            <span style={{ maxWidth: '100%' }}>
              <strong>{t(`bulk.setup.${step}`)}</strong>
              {done && <VisuallyHidden> ({t('bulk.setup.step.done')})</VisuallyHidden>}
              <span className="wizard-step-hint">{t(`bulk.setup.${step}.hint`)}</span>
            </span>
          </>
        )
        return (
          <li key={step} aria-current={step === current ? 'step' : undefined} data-done={done || undefined}>
            {id ? (
              <Link
                to="/bulk/$id/setup"
                params={{ id }}
                search={{ at: step, import: importId }}
                activeProps={{ 'aria-current': undefined }}
                className="wizard-step"
              >
                {face}
              </Link>
            ) : (
              <span className="wizard-step">{face}</span>
            )}
          </li>
        )
      })}
    </ol>
  </nav>
)
