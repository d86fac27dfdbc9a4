import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { t } from '../texts/t.ts'
import { isTyping } from './keys.ts'

type Choice = {
  name: string
  label: string
  value: string | undefined
  options: { value: string; label: string }[]
}

type Props = {
  /** What is searched, or what the choices narrow. */
  searchLabel: string
  search?: string | undefined
  /** False where there is nothing to type. */
  searchable?: boolean
  choices?: Choice[]
  /** What else narrows the list. */
  children?: ReactNode
  filtered: boolean
  onChange: (change: Record<string, string | undefined>) => void
  onClear: () => void
}

/** Search and choices above a list; their state is the address. */
export function FilterBar({
  searchLabel,
  search,
  searchable = true,
  choices = [],
  children,
  filtered,
  onChange,
  onClear,
}: Props) {
  return (
    <Group gap="xs" role="search" aria-label={searchLabel}>
      {searchable && (
        <SearchInput
          label={searchLabel}
          value={search ?? ''}
          onChange={(q) => onChange({ q: q || undefined })}
        />
      )}
      {choices.map(({ name, label, value, options }) => (
        <Select
          key={name}
          aria-label={label}
          placeholder={label}
          data={options}
          value={value ?? null}
          onChange={(chosen) => onChange({ [name]: chosen ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: label }) }}
          searchable={options.length > 8}
          style={{ flex: '1 1 110px', maxWidth: 160 }}
        />
      ))}
      {children}
      {filtered && (
        <Button variant="subtle" size="sm" leftSection={<IconX size={14} />} onClick={onClear}>
          {t('list.clear')}
        </Button>
      )}
    </Group>
  )
}

/** Typing never waits for the list: the address follows a moment later. `/` comes here from anywhere. */
function SearchInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (text: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const report = useDebouncedCallback(onChange, 250)
  const [known, setKnown] = useState(value)
  // The address changed by other means than typing here: "clear", or the back button.
  if (known !== value) {
    setKnown(value)
    if (text.trim() !== value) setText(value)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== '/' || isTyping(event)) return
    event.preventDefault()
    input.current?.focus()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        report(event.currentTarget.value.trim())
      }}
      style={{ flex: '1 1 220px', maxWidth: 380 }}
    />
  )
}
