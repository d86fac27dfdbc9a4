import { Group, Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import './facts.css'

type Fact = {
  label: string
  /** Nothing is shown as a dash. */
  children?: ReactNode
  /** An identifier: monospace, selectable, with a button that copies it. */
  copy?: string | null | undefined
}

export const FactGroup = ({
  title,
  actions,
  children,
}: {
  title: string
  actions?: ReactNode
  children: ReactNode
}) => (
  <Paper withBorder p="md" component="section">
    <Group justify="space-between" mb="xs">
      <Title order={2}>{title}</Title>
      {actions}
    </Group>
    <dl className="facts">{children}</dl>
  </Paper>
)

export const Fact = ({ label, children, copy }: Fact) => (
  <div>
    <dt>{label}</dt>
    <dd>
      {copy ? (
        <>
          <span className="identifier">{children ?? copy}</span> <CopyButton value={copy} what={label} />
        </>
      ) : (
        (children ?? <span aria-hidden>–</span>)
      )}
    </dd>
  </div>
)
