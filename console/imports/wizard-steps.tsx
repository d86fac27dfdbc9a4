import { VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Import } from '../../src/contract/import.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { useNow } from '../ui/time.tsx'
import { effectiveRows, type ImportStep, importSteps, openSteps } from './import-steps.ts'
import './wizard-steps.css'

/** Where somebody is on the way from the file to the result; each step that has something to show is a link. */
export function WizardSteps({ of, current }: { of?: Import; current: ImportStep }) {
  const open = of ? openSteps(of) : []
  const hintOf = useHints(of)
  return (
    <nav aria-label={t('import.steps')}>
      <ol className="wizard-steps">
        {importSteps.map((step, index) => {
          const done = isDone(of, step, current)
          return (
            <li key={step} aria-current={step === current ? 'step' : undefined} data-done={done || undefined}>
              <StepFrame id={open.includes(step) ? of?.id : undefined} step={step}>
                <span className="wizard-step-dot" aria-hidden>
                  {done && step !== current ? <IconCheck size={18} stroke={2.5} /> : index + 1}
                </span>
                <span style={{ maxWidth: '100%' }}>
                  <strong>{t(`import.step.${step}`)}</strong>
                  {done && <VisuallyHidden> ({t('import.step.done')})</VisuallyHidden>}
                  <span className="wizard-step-hint">{hintOf(step)}</span>
                </span>
              </StepFrame>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

type FrameProps = { id: string | undefined; step: ImportStep; children: ReactNode }

const StepFrame = ({ id, step, children }: FrameProps) =>
  id ? (
    <Link
      from="/imports/$id"
      to="/imports/$id"
      params={{ id }}
      search={(old) => ({ ...old, step })}
      activeProps={{ 'aria-current': undefined }}
      className="wizard-step"
    >
      {children}
    </Link>
  ) : (
    <span className="wizard-step">{children}</span>
  )

const isDone = (of: Import | undefined, step: ImportStep, current: ImportStep): boolean => {
  if (!of) return false
  if (of.result) return true
  return importSteps.indexOf(step) < importSteps.indexOf(current)
}

/** What a step is for, and once it is behind, what came of it. */
function useHints(of: Import | undefined): (step: ImportStep) => string {
  const now = useNow()
  return (step) => (of && factOf(of, step, now)) ?? t(`import.step.${step}.hint`)
}

function factOf(of: Import, step: ImportStep, now: number): string | undefined {
  const used = of.mapping.filter(({ field }) => field !== null).length
  const facts: Record<ImportStep, string | false | null> = {
    file: of.fileName,
    columns: of.mapping.length > 0 && t('import.step.columns.done', { used, all: of.mapping.length }),
    check: of.plannedAt && t('import.step.check.done', { count: effectiveRows(of) }),
    apply: of.appliedAt && t('import.step.apply.done', { when: formatRelativeTime(of.appliedAt, now) }),
    result: of.undoneAt && t('import.undo.done.when', { when: formatRelativeTime(of.undoneAt, now) }),
  }
  return facts[step] || undefined
}
