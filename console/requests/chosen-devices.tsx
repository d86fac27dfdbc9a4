import { Button, Group, Text } from '@mantine/core'
import { IconPrinter, IconSend } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { storeKit } from '../bulk/code/handover-kit.ts'
import { t } from '../texts/t.ts'
import { draftForDevices } from './request-draft.ts'

/** What can be done with devices that were ticked in the list; nothing is sent before its preview was shown. */
export function ChosenDevices({ ids, onClear }: { ids: string[]; onClear: () => void }) {
  const navigate = useNavigate()
  const send = () => {
    draftForDevices(ids)
    void navigate({ to: '/requests/new', search: { at: 'how' } })
  }
  const print = () => {
    storeKit(ids)
    void navigate({ to: '/handover' })
  }
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {t('devices.chosen', { count: ids.length })}
      </Text>
      <Button size="xs" variant="default" leftSection={<IconSend size={14} aria-hidden />} onClick={send}>
        {t('devices.chosen.send')}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconPrinter size={14} aria-hidden />} onClick={print}>
        {t('bulk.device.kit')}
      </Button>
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('devices.chosen.clear')}
      </Button>
    </Group>
  )
}
