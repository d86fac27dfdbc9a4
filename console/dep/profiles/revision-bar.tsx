import { Link } from '@tanstack/react-router'
import { DepRevisionDeviceState, type DepRevision } from '../../../src/contract/dep-profile.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ShareBar } from '../../ui/share-bar.tsx'
import { Status } from '../../ui/status.tsx'

const tones = {
  confirmed: 'good',
  waiting: 'busy',
  throttled: 'warn',
  failed: 'bad',
  left: 'idle',
} as const

type Props = { of: DepRevision; chosen: string | undefined }

/** How far the devices are, as a picture and in numbers; each number leads to its devices. */
export const RevisionBar = ({ of, chosen }: Props) => (
  <div>
    <RevisionLine of={of} />
    <div className="share-numbers" role="group" aria-label={t('dep-revision.devices')}>
      {DepRevisionDeviceState.options.map((state) => (
        <Link
          key={state}
          to="/dep/revisions/$id"
          params={{ id: of.id }}
          search={({ q }) => ({ q, state: state === chosen ? undefined : state })}
          resetScroll={false}
          className="share-number"
          data-chosen={state === chosen || undefined}
        >
          <strong>{formatNumber(of[state])}</strong>
          <Status kind="revisionDevice" state={state} />
        </Link>
      ))}
    </div>
  </div>
)

export const RevisionLine = ({ of }: { of: DepRevision }) => (
  <ShareBar of={DepRevisionDeviceState.options.map((key) => ({ key, count: of[key], tone: tones[key] }))} />
)
