import { useSearch } from '@tanstack/react-router'
import { Link } from '@tanstack/react-router'
import { type Import, RowOutcome } from '../../src/contract/import.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ShareBar } from '../ui/share-bar.tsx'
import { Status } from '../ui/status.tsx'

const tones = { create: 'good', update: 'busy', unchanged: 'idle', reject: 'bad' } as const

/** What happens to the rows, as a picture and in numbers; each number leads to its rows. */
export function OutcomeBar({ of }: { of: Import }) {
  const { outcome: chosen } = useSearch({ from: '/shell/imports/$id' })
  const outcomes = RowOutcome.options
  return (
    <div>
      <ShareBar of={outcomes.map((key) => ({ key, count: of.counts[key], tone: tones[key] }))} />
      <div className="share-numbers" role="group" aria-label={t('import.plan.bar')}>
        {outcomes.map((outcome) => (
          <Link
            key={outcome}
            to="/imports/$id"
            params={{ id: of.id }}
            search={({ step }) => ({ step, outcome: outcome === chosen ? undefined : outcome })}
            resetScroll={false}
            className="share-number"
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
