import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ColumnMapping } from '../../src/contract/import.ts'
import { formatList } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { columnName } from './column-list.tsx'
import { type MappingDraft, needsOf } from './mapping-draft.ts'

type Props = { columns: ColumnMapping[]; draft: MappingDraft }

/** What a list must have, with the column that gives it or the word that it is missing. */
export function ColumnNeeds({ columns, draft }: Props) {
  const { records, devices, platform } = needsOf(columns, draft)
  return (
    <ul className="column-needs" aria-label={t('import.columns.needs')} aria-live="polite">
      <Need
        text={t('import.columns.needs.record')}
        by={records}
        missing={t('import.columns.needs.missing')}
        must
      />
      {devices.length > 0 && (
        <Need
          text={t('import.columns.needs.platform')}
          by={platform}
          missing={t('import.columns.needs.implied')}
        />
      )}
    </ul>
  )
}

type NeedProps = { text: string; by: ColumnMapping[]; missing: string; must?: boolean }

function Need({ text, by, missing, must = false }: NeedProps) {
  const met = by.length > 0
  const Icon = met ? IconCheck : must ? IconAlertTriangle : IconInfoCircle
  return (
    <li className={met ? 'tone-good' : must ? 'tone-bad' : 'tone-quiet'}>
      <Icon size={18} aria-hidden color="var(--tone-text)" />
      <Text size="sm">
        {text}:{' '}
        <span style={{ color: 'var(--tone-text)' }}>
          {met ? t('import.columns.needs.by', { columns: formatList(by.map(columnName)) }) : missing}
        </span>
      </Text>
    </li>
  )
}
