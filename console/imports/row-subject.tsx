import { Group } from '@mantine/core'
import type { Import, ImportRow } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'

type Props = { of: Import; row: ImportRow }

/** The way to the device or user that a row is about; new ones are there once the import is applied. */
export function RowSubject({ of, row: { outcome, label } }: Props) {
  const exists =
    outcome === 'update' || outcome === 'unchanged' || (outcome === 'create' && of.state === 'applied')
  if (!exists || !label) return null
  return (
    <Group gap="md">
      {of.mode === 'users' ? (
        <LinkAnchor to="/users" search={{ q: label }} size="sm">
          {t('import.row.user')}
        </LinkAnchor>
      ) : (
        <LinkAnchor to="/devices/$id" params={{ id: `identifier:${label}` }} size="sm">
          {t('import.row.device')}
        </LinkAnchor>
      )}
    </Group>
  )
}
