import type { ReactNode } from 'react'
import './steps.css'

/** A numbered way to a goal; what is done is ticked. */
export const Steps = ({ children }: { children: ReactNode }) => <ol className="steps">{children}</ol>

export const Step = ({
  title,
  children,
  current,
}: {
  title: string
  children?: ReactNode
  current?: boolean
}) => (
  <li aria-current={current ? 'step' : undefined}>
    <strong>{title}</strong>
    {children && <div className="steps-body">{children}</div>}
  </li>
)
