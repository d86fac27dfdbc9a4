import { Button, Group, Paper, Stack, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Device, DevicePatch } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { DepFields, type DepValues } from './dep-fields.tsx'
import { changeDevice, storeDevice } from './device-queries.ts'

/** The DEP section while it is edited; Save stores the association (B9). */
export function DepForm({ device, onDone }: { device: Device; onDone: () => void }) {
  const client = useQueryClient()
  const [values, setValues] = useState<DepValues>({
    depMethod: device.depMethod,
    serial: device.serial ?? '',
  })
  const [serialError, setSerialError] = useState<string>()
  const save = useMutation({
    mutationFn: (patch: DevicePatch) => changeDevice(device, patch),
    onSuccess: (changed) => {
      storeDevice(client, changed)
      notifyDone(t('device.dep.saved', { identifier: device.identifier }))
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const patch = depPatch(values)
    const error = serialProblem(values) ?? validateWith(DevicePatch, () => patch)(values)['serial']
    setSerialError(typeof error === 'string' ? error : undefined)
    if (!error) save.mutate(patch)
  }
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Title order={2}>{t('device.dep')}</Title>
          <DepFields
            values={values}
            onChange={setValues}
            serialError={serialError}
            identifier={device.identifier}
          />
          <ErrorMessage error={save.error} />
          <Group gap="xs">
            <Button type="submit" loading={save.isPending}>
              {t('act.save')}
            </Button>
            <Button variant="default" onClick={onDone}>
              {t('act.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}

/** With Key Code the serial number stays what it was: there it is only a restriction (B7). */
const depPatch = ({ depMethod, serial }: DepValues): DevicePatch =>
  depMethod === 'Serial' ? { depMethod, serial: serial.trim() } : { depMethod }

export const serialProblem = ({ depMethod, serial }: DepValues): string | undefined =>
  depMethod === 'Serial' && serial.trim() === '' ? t('device.dep.serial.needed') : undefined
