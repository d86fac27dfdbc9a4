import type { ReactNode } from 'react'
import { Time } from './time.tsx'
import './timeline.css'

/** What happened, newest first. */
export const Timeline = ({ label, children }: { label: string; children: ReactNode }) => (
  <ol className="timeline" aria-label={label}>
    {children}
  </ol>
)

export const TimelineItem = ({
  at,
  by,
  children,
}: {
  at: string
  by: string | null
  children: ReactNode
}) => (
  <li>
    <div>{children}</div>
    <div className="timeline-by">
      {by && `${by} · `}
      <Time at={at} />
    </div>
  </li>
)
