import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { NewDevice } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { serialProblem } from './dep-form.tsx'
import { DeviceFormView } from './device-form.tsx'
import { blankDevice, type DeviceValues, fieldsOfCodes, newDeviceOf } from './device-form-values.ts'
import { createDevice, storeDevice } from './device-queries.ts'

const validate = (values: DeviceValues) => {
  const serial = serialProblem(values)
  return { ...validateWith(NewDevice, newDeviceOf)(values), ...(serial && { serial }) }
}

export function NewDevicePage() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { serial, platform } = useSearch({ from: '/shell/devices/new' })
  const known = serial ? { serial, depMethod: 'Serial' as const } : {}
  const form = useForm<DeviceValues>({
    initialValues: { ...blankDevice, ...known, ...(platform && { platform }) },
    validate,
  })
  const creation = useMutation({
    mutationFn: (values: DeviceValues) => createDevice(newDeviceOf(values)),
    onSuccess: (device) => {
      storeDevice(client, device)
      notifyDone(t('device.created-done', { identifier: device.identifier }))
      return navigate({ to: '/devices/$id', params: { id: device.id } })
    },
    onError: (error) => showFieldErrors(form, error, fieldsOfCodes),
  })
  return (
    <Page title={t('device.new.title')}>
      <DeviceFormView
        form={form}
        isNew
        busy={creation.isPending}
        error={creation.error}
        onSubmit={creation.mutate}
        onCancel={() => void navigate({ to: '/devices' })}
      />
    </Page>
  )
}
