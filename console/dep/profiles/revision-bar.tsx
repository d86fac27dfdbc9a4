import { Link } from '@tanstack/react-router'
import { DepRevisionDeviceState, type DepRevision } from '../../../src/contract/dep-profile.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Status } from '../../ui/status.tsx'
import './revision-bar.css'

type Props = { of: DepRevision; chosen: string | undefined }

/** How far the devices are, as a picture and in numbers; each number leads to its devices. */
export const RevisionBar = ({ of, chosen }: Props) => (
  <div>
    <RevisionLine of={of} />
    <div className="revision-numbers" role="group" aria-label={t('dep-revision.devices')}>
      {DepRevisionDeviceState.options.map((state) => (
        <Link
          key={state}
          to="/dep/revisions/$id"
          params={{ id: of.id }}
          search={({ q }) => ({ q, state: state === chosen ? undefined : state })}
          resetScroll={false}
          className="revision-number"
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
  <div className="revision-bar" aria-hidden>
    {DepRevisionDeviceState.options
      .filter((state) => of[state] > 0)
      .map((state) => (
        <span key={state} className={`revision-${state}`} style={{ flexGrow: of[state] }} />
      ))}
  </div>
)
