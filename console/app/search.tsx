import { Modal, Text, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { t } from '../texts/t.ts'
import { type Hit, useHits } from './search-hits.ts'
import './search.css'

type Props = { opened: boolean; onClose: () => void }

/** Ctrl/Cmd+K: devices by anything printed on them, users, bulk enrollments by the code under a print too, and pages. */
export const Search = ({ opened, onClose }: Props) => (
  <Modal
    opened={opened}
    onClose={onClose}
    title={t('search.title')}
    centered={false}
    size="lg"
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    <SearchBox onClose={onClose} />
  </Modal>
)

function SearchBox({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text.trim(), 150)
  const { hits, busy } = useHits(settled)
  const [active, setActive] = useState(0)
  const open = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    void navigate(hit.target)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setActive((active + step + hits.length) % Math.max(hits.length, 1))
    else if (event.key === 'Enter') open(hits[active])
    else return
    event.preventDefault()
  }
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={t('search.placeholder')}
        placeholder={t('search.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        aria-expanded={hits.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={hits[active] ? `hit-${active}` : undefined}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <VisuallyHidden role="status">{settled && t('search.found', { count: hits.length })}</VisuallyHidden>
      {hits.length === 0 && !busy && (
        <Text c="dimmed" size="sm" mt="md">
          {settled ? t('search.nothing', { text: settled }) : t('search.hint')}
        </Text>
      )}
      <HitList {...{ hits, active }} onOpen={open} />
    </>
  )
}

const HitList = ({ hits, active, onOpen }: { hits: Hit[]; active: number; onOpen: (hit: Hit) => void }) => (
  <div role="listbox" id="search-hits" aria-label={t('search.title')} className="search-hits">
    {hits.map((hit, index) => (
      <UnstyledButton
        key={hit.key}
        id={`hit-${index}`}
        role="option"
        aria-selected={index === active}
        tabIndex={-1}
        className="search-hit"
        onClick={() => onOpen(hit)}
        ref={(element: HTMLElement | null) => {
          if (index === active) element?.scrollIntoView({ block: 'nearest' })
        }}
      >
        <hit.icon size={16} aria-hidden />
        <span>{hit.title}</span>
        <small>{hit.note}</small>
      </UnstyledButton>
    ))}
  </div>
)
