import { IconArrowRight } from '@tabler/icons-react'
import type { ColumnMapping } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { FieldSelect } from './field-select.tsx'
import { fieldWord } from './field-words.ts'
import { HowBadge } from './how-badge.tsx'
import { fieldOf, isUnfinished, type MappingDraft, rivalOf, withChoice } from './mapping-draft.ts'
import './column-list.css'

type Props = {
  label: string
  /** Those of this list. */
  columns: ColumnMapping[]
  /** Those of the file. */
  all: ColumnMapping[]
  draft: MappingDraft
  /** Left out where nothing can be changed. */
  onChange?: ((draft: MappingDraft) => void) | undefined
}

/** Columns of the file with their first values, and what each becomes. */
export const ColumnList = ({ label, columns, all, draft, onChange }: Props) => (
  <div>
    <div className="column-list-head" aria-hidden>
      <span>{t('import.columns.column')}</span>
      <span>{t('import.columns.samples')}</span>
      <span />
      <span>{t('import.columns.field')}</span>
      <span>{t('import.columns.how')}</span>
    </div>
    <ul className="column-list" aria-label={label}>
      {columns.map((mapping) => (
        <li key={mapping.index}>
          <div className="column-list-cell column-list-name">{columnName(mapping)}</div>
          <Samples of={mapping} />
          <IconArrowRight size={16} aria-hidden className="column-list-arrow" style={{ marginTop: 10 }} />
          <div className="column-list-choice">
            <Choice mapping={mapping} all={all} draft={draft} onChange={onChange} />
          </div>
          <div className="column-list-cell column-list-how">
            <HowBadge mapping={mapping} draft={draft} />
          </div>
        </li>
      ))}
    </ul>
  </div>
)

export const columnName = ({ column, index }: ColumnMapping): string =>
  column || t('import.columns.unnamed', { number: index + 1 })

function Samples({ of: { samples, how, field } }: { of: ColumnMapping }) {
  const shown = samples.slice(0, 3)
  if (shown.length > 0)
    return (
      <ul className="column-list-cell column-list-samples" aria-label={t('import.columns.samples')}>
        {shown.map((sample) => (
          <li key={sample} title={sample}>
            {sample}
          </li>
        ))}
      </ul>
    )
  const hidden = how === 'dropped' || field === 'code'
  return (
    <div className="column-list-cell column-list-samples">
      {hidden ? t('import.columns.hidden') : t('import.columns.no-samples')}
    </div>
  )
}

type ChoiceProps = Omit<Props, 'label' | 'columns'> & { mapping: ColumnMapping }

function Choice({ mapping, all, draft, onChange }: ChoiceProps) {
  const field = fieldOf(mapping, draft)
  if (!onChange || mapping.how === 'dropped')
    return (
      <div className="column-list-cell">
        {field === null ? <em>{t('import.not-imported')}</em> : fieldWord(field)}
      </div>
    )
  const rival = rivalOf(mapping, all, draft)
  return (
    <FieldSelect
      column={columnName(mapping)}
      field={field}
      error={
        isUnfinished(field)
          ? t('import.columns.no-name')
          : rival && t('import.columns.twice', { column: columnName(rival) })
      }
      onChange={(chosen) => onChange(withChoice(mapping, draft, chosen))}
    />
  )
}
