import { t } from '../../texts/t.ts'
import type { Chosen } from './assign-queries.ts'
import { ChangeDialog } from './change-dialog.tsx'

type Props = { chosen: Chosen; onClose: () => void; onDone: () => void }

/** C44 to C46: warns, with numbers, then shows Apple's answers. */
export const RemoveDialog = (props: Props) => (
  <ChangeDialog title={t('dep-remove.title')} wish="remove" profile={null} {...props}>
    {null}
  </ChangeDialog>
)
