import { useSearch } from '@tanstack/react-router'
import { Link } from '@tanstack/react-router'
import { type Import, RowOutcome } from '../../src/contract/import.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Status } from '../ui/status.tsx'
import './outcome-bar.css'

/** What happens to the rows, as a picture and in numbers; each number leads to its rows. */
export function OutcomeBar({ of }: { of: Import }) {
  const { outcome: chosen } = useSearch({ from: '/shell/imports/$id' })
  const outcomes = RowOutcome.options
  return (
    <div>
      <div className="outcome-bar" aria-hidden>
        {outcomes
          .filter((outcome) => of.counts[outcome] > 0)
          .map((outcome) => (
            <span key={outcome} className={`outcome-${outcome}`} style={{ flexGrow: of.counts[outcome] }} />
          ))}
      </div>
      <div
        className="outcome-numbers"
        role="group"
        aria-label={t('import.plan.bar')}
        style={{ marginTop: 8 }}
      >
        {outcomes.map((outcome) => (
          <Link
            key={outcome}
            to="/imports/$id"
            params={{ id: of.id }}
            search={({ step }) => ({ step, outcome: outcome === chosen ? undefined : outcome })}
            resetScroll={false}
            className="outcome-number"
            data-chosen={outcome === chosen || undefined}
          >
            <strong>{formatNumber(of.counts[outcome])}</strong>
            <Status kind="row" state={outcome} />
          </Link>
        ))}
      </div>
    </div>
  )
}
