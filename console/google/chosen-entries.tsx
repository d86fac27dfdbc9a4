import { Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mostZeroTouchDevices, type ZeroTouchEntry } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { DangerButton } from '../ui/danger-button.tsx'
import { ApplyDialog } from './apply-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { zeroTouchOptions } from './zero-touch-queries.ts'

/** What can be done with zero-touch devices that are ticked. */
export function ChosenEntries({ entries, onClear }: { entries: ZeroTouchEntry[]; onClear: () => void }) {
  const client = useQueryClient()
  const [asked, ask] = useState<'apply' | 'remove'>()
  const close = () => ask(undefined)
  const tooMany = entries.length > mostZeroTouchDevices
  // Not before: a device that is not there any more would take the result from the screen.
  const onDone = () => {
    close()
    onClear()
    void client.invalidateQueries({ queryKey: zeroTouchOptions.queryKey })
  }
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {t('zero-touch.chosen', { count: entries.length })}{' '}
        {tooMany && t('zero-touch.too-many', { most: mostZeroTouchDevices })}
      </Text>
      <Button size="xs" disabled={tooMany} onClick={() => ask('apply')}>
        {t('zero-touch-apply.open')}
      </Button>
      <DangerButton size="xs" disabled={tooMany} onClick={() => ask('remove')}>
        {t('zero-touch-remove.open')}
      </DangerButton>
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('list.deselect')}
      </Button>
      {asked === 'apply' && <ApplyDialog {...{ entries, onDone }} onClose={close} />}
      {asked === 'remove' && <RemoveDialog {...{ entries, onDone }} onClose={close} />}
    </Group>
  )
}
