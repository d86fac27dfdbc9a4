import { FileInput, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NewDeviceCommand } from '../../src/contract/command.ts'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useCommand } from './use-command.ts'

type Props = { device: Device; onClose: () => void }
type Choices = { pin: string; keepPlan: boolean; noProximity: boolean; back: boolean; wifi: File | null }

/** Says what is lost, has the identifier typed, and offers what this kind of device knows. */
export function EraseDialog({ device, onClose }: Props) {
  const { id, identifier, platform } = device
  const [choices, setChoices] = useState<Choices>({
    pin: '',
    keepPlan: false,
    noProximity: false,
    back: false,
    wifi: null,
  })
  const command = useCommand(id, onClose)
  const erase = useMutation({ mutationFn: async () => command.mutateAsync(await orderOf(device, choices)) })
  const change = (some: Partial<Choices>) => setChoices((before) => ({ ...before, ...some }))
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('command.erase.title', { identifier })}
      act={t('command.erase')}
      danger
      type={identifier}
      busy={erase.isPending}
      error={erase.error}
      onConfirm={() => erase.mutate()}
    >
      <Stack gap="sm">
        <Text>{t('command.erase.text')}</Text>
        {platform === 'macos' ? (
          <TextInput
            label={t('command.pin')}
            description={t('command.erase.pin.hint')}
            inputMode="numeric"
            maxLength={6}
            autoComplete="off"
            value={choices.pin}
            onChange={(event) => change({ pin: event.currentTarget.value })}
          />
        ) : (
          <MobileChoices isTv={platform === 'tvos'} choices={choices} onChange={change} />
        )}
      </Stack>
    </Confirm>
  )
}

type ChoiceProps = { isTv: boolean; choices: Choices; onChange: (some: Partial<Choices>) => void }

const MobileChoices = ({ isTv, choices, onChange }: ChoiceProps) => (
  <>
    {!isTv && (
      <>
        <Switch
          label={t('command.erase.plan')}
          checked={choices.keepPlan}
          onChange={(event) => onChange({ keepPlan: event.currentTarget.checked })}
        />
        <Switch
          label={t('command.erase.proximity')}
          checked={choices.noProximity}
          onChange={(event) => onChange({ noProximity: event.currentTarget.checked })}
        />
      </>
    )}
    <Switch
      label={t('command.erase.return')}
      description={t('command.erase.return.hint')}
      checked={choices.back}
      onChange={(event) => onChange({ back: event.currentTarget.checked })}
    />
    {choices.back && (
      <FileInput
        label={t('command.erase.wifi')}
        description={t('command.erase.wifi.hint')}
        accept=".mobileconfig"
        clearable
        value={choices.wifi}
        onChange={(wifi) => onChange({ wifi })}
      />
    )}
  </>
)

async function orderOf({ identifier, platform }: Device, choices: Choices): Promise<NewDeviceCommand> {
  const order = { act: 'erase' as const, confirm: identifier }
  const { pin, keepPlan, noProximity, back, wifi } = choices
  if (platform === 'macos') return { ...order, ...(pin && { pin }) }
  return {
    ...order,
    ...(keepPlan && { preserveDataPlan: true }),
    ...(noProximity && { disallowProximitySetup: true }),
    ...(back && { returnToService: wifi ? { wifiProfile: await base64Of(wifi) } : {} }),
  }
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))
}
