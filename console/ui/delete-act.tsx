import { useDisclosure } from '@mantine/hooks'
import { t } from '../texts/t.ts'
import { Confirm } from './confirm.tsx'
import { DangerButton } from './danger-button.tsx'

type Props = {
  act?: string
  /** Names the thing. */
  title: string
  text: string
  /** What cannot be undone is typed first. */
  type?: string
  busy: boolean
  error: unknown
  onDelete: () => void
}

/** The button that deletes, and the question before it. */
export function DeleteAct({ act = t('act.delete'), title, text, busy, error, onDelete, ...type }: Props) {
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <DangerButton onClick={dialog.open}>{act}</DangerButton>
      <Confirm
        {...{ opened, title, act, busy, error, ...type }}
        onClose={dialog.close}
        danger
        onConfirm={onDelete}
      >
        {text}
      </Confirm>
    </>
  )
}
