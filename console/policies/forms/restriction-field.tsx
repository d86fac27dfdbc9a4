import { Checkbox, NumberInput, Select, TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { PolicyRestriction } from '../../../src/contract/policy-file.ts'
import { t } from '../../texts/t.ts'
import type { RestrictionValues } from '../policy-values.ts'

type Value = RestrictionValues[string]
type Props = {
  restriction: PolicyRestriction
  value: Value | undefined
  error: ReactNode
  onChange: (value: Value | undefined) => void
}

/** A restriction is chosen or not; its text says what another value than the usual one does. */
export function RestrictionField({ restriction, value, error, onChange }: Props) {
  const words = { label: restriction.label, description: noteOf(restriction), error }
  if (restriction.type === 'boolean')
    return (
      <Checkbox
        {...words}
        checked={value === !restriction.default}
        onChange={(event) => onChange(event.currentTarget.checked ? !restriction.default : undefined)}
      />
    )
  if (restriction.type === 'integer')
    return (
      <NumberInput
        {...words}
        min={restriction.min}
        max={restriction.max}
        allowDecimal={false}
        maw={360}
        value={typeof value === 'number' ? value : ''}
        onChange={(number) => onChange(number === '' ? undefined : Number(number))}
      />
    )
  if (restriction.type === 'choice')
    return (
      <Select
        {...words}
        placeholder={t('policy.restrictions.unset')}
        data={restriction.choices.map((choice) => ({ value: String(choice.value), label: choice.label }))}
        value={typeof value === 'number' ? String(value) : null}
        onChange={(chosen) => onChange(chosen === null ? undefined : Number(chosen))}
        clearable
        clearButtonProps={{ 'aria-label': t('list.clear-one', { what: restriction.label }) }}
        maw={360}
      />
    )
  return (
    <TagsInput
      {...words}
      placeholder={t('policy.restrictions.list.hint')}
      value={Array.isArray(value) ? value : []}
      onChange={(list) => onChange(list.length === 0 ? undefined : list)}
      acceptValueOnBlur
    />
  )
}

/** Who heeds it stands behind what it is. */
const noteOf = ({ hint, platforms, supervisedOnly }: PolicyRestriction): string =>
  [hint, platforms.join(', ') + (supervisedOnly ? `; ${t('policy.restrictions.supervised')}` : '')]
    .filter(Boolean)
    .join(' ')
