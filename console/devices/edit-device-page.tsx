import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Device, DevicePatch } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { serialProblem } from './dep-form.tsx'
import { DeviceFormView } from './device-form.tsx'
import { devicePatchOf, type DeviceValues, fieldsOfCodes, valuesOf } from './device-form-values.ts'
import { changeDevice, deviceOptions, storeDevice } from './device-queries.ts'
import { isLocked } from './device-words.ts'
import { LockedNote } from './locked-note.tsx'

export function EditDevicePage() {
  const { id } = useParams({ from: '/shell/devices/$id/edit' })
  const { data, error, isPending } = useQuery(deviceOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} />
  return (
    <Page title={t('device.edit.title', { identifier: data.identifier })}>
      {isLocked(data) ? <LockedNote status={data.status} /> : <EditForm device={data} />}
    </Page>
  )
}

function EditForm({ device }: { device: Device }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  // The values it started from, so that a refresh behind the form does not turn into a change.
  const [read] = useState(device)
  const [before] = useState(() => valuesOf(device))
  const patchOf = (values: DeviceValues) => devicePatchOf(before, values)
  const validate = (values: DeviceValues) => {
    const serial = serialProblem(values)
    return { ...validateWith(DevicePatch, patchOf)(values), ...(serial && { serial }) }
  }
  const form = useForm({ initialValues: before, validate })
  const toDevice = () => navigate({ to: '/devices/$id', params: { id: device.id } })
  const save = useMutation({
    mutationFn: (values: DeviceValues) => changeDevice(read, patchOf(values)),
    onSuccess: (changed) => {
      storeDevice(client, changed)
      notifyDone(t('device.saved', { identifier: changed.identifier }))
      return toDevice()
    },
    onError: (error) => showFieldErrors(form, error, fieldsOfCodes),
  })
  return (
    <DeviceFormView
      form={form}
      isNew={false}
      busy={save.isPending}
      error={save.error}
      onSubmit={save.mutate}
      onCancel={() => void toDevice()}
    />
  )
}
