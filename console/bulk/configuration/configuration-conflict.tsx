import { Button, Group, List, Text } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import type { AndroidExtra } from '../../../src/contract/bulk-configuration.ts'
import { t } from '../../texts/t.ts'
import { Message } from '../../ui/message.tsx'
import { type OtherChange, type Place, stored } from './merge-configurations.ts'

type Props = {
  changes: OtherChange[]
  extras: readonly AndroidExtra[]
  onMerge: () => void
  onDiscard: () => void
}

/** Somebody else saved while this was typed: what they changed, and the two ways on. Nothing that was typed is lost by either but by choice. */
export const ConfigurationConflict = ({ changes, extras, onMerge, onDiscard }: Props) => (
  <Message
    role="alert"
    tone="warn"
    icon={IconGitMerge}
    title={t('bulk.conflict')}
    actions={
      <Group gap="xs">
        <Button size="xs" onClick={onMerge}>
          {t('bulk.conflict.merge')}
        </Button>
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t('bulk.conflict.discard')}
        </Button>
      </Group>
    }
  >
    <Text size="sm">{t('bulk.conflict.text')}</Text>
    <List size="sm" c="inherit">
      {changes.map((change) => (
        <List.Item key={`${change.place.part}.${change.place.name}`} style={{ overflowWrap: 'anywhere' }}>
          {sentence(change, extras)}
        </List.Item>
      ))}
      {changes.length === 0 && <List.Item>{t('bulk.conflict.secret')}</List.Item>}
    </List>
  </Message>
)

function sentence({ place, before, theirs, mine }: OtherChange, extras: readonly AndroidExtra[]): string {
  const said = t('bulk.conflict.change', {
    name: nameOf(place, extras),
    before: wordOf(before),
    theirs: wordOf(theirs),
  })
  return mine === undefined ? said : `${said} ${t('bulk.conflict.mine', { mine: wordOf(mine) })}`
}

function nameOf({ part, name }: Place, extras: readonly AndroidExtra[]): string {
  if (part === 'agent') return t(`bulk.agent.${name}`)
  if (part === 'compact') return t('bulk.compact')
  return (part === 'systemExtras' && extras.find((extra) => extra.name === name)?.title) || name
}

function wordOf(value: OtherChange['before']): string {
  if (value === stored) return t('bulk.conflict.stored')
  if (value === null || value === '') return t('bulk.conflict.none')
  return `“${String(value)}”`
}
