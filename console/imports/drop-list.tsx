import { importLimits } from '../../src/contract/import.ts'
import { formatBytes, formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { DropFile } from '../ui/drop-file.tsx'
import { chooseFile } from './file-draft.ts'

/** Where a list is dropped or chosen, with the limits of what is read. */
export function DropList({ draftId }: { draftId: string }) {
  const size = formatBytes(importLimits.bytes)
  return (
    <DropFile
      title={t('imports.drop.title')}
      hint={t('imports.drop.limits', {
        size,
        rows: importLimits.rows,
        columns: importLimits.columns,
        characters: formatNumber(importLimits.cellCharacters),
      })}
      refusal={`${t('imports.drop.refused')} ${t('imports.drop.too-large', { size })}`}
      maxBytes={importLimits.bytes}
      onFile={(file) => chooseFile(draftId, file)}
    />
  )
}
