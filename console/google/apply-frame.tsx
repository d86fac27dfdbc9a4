import { Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../texts/t.ts'
import type { ApplyProps } from './apply-dialog.tsx'
import { ApplyResult } from './apply-result.tsx'
import type { useApply } from './use-apply.ts'

type Props = ApplyProps & {
  /** Of the question; the answer to it has its own. */
  title: string
  applied: ReturnType<typeof useApply>['apply']['data']
  children: ReactNode
}

/** A question about devices, and in its place what became of them. */
export const ApplyFrame = ({ entries, onClose, onDone, title, applied, children }: Props) => (
  <Modal
    opened
    onClose={applied ? onDone : onClose}
    title={applied ? t('zero-touch-result.title') : title}
    size="lg"
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {applied ? (
      <ApplyResult applied={applied} entries={entries} onClose={onDone} />
    ) : (
      <Stack gap="md">{children}</Stack>
    )}
  </Modal>
)
