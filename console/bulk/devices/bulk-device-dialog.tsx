import { Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BulkDevice, BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { FormActs } from '../../ui/form-acts.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { AttributeFields } from './attribute-fields.tsx'
import { addBulkDevice, changeBulkDevices, readBulksAgain } from '../bulk-queries.ts'
import { type DeviceDraft, draftOf, toChange, toChangeOfMany, toNewDevice } from './device-draft.ts'
import { showAttributeErrors } from './attribute-errors.ts'
import { keptText } from './kept-text.ts'

type Props = {
  bulk: BulkEnrollment
  /** None: a new one is added. Several: what is filled in is set for all. */
  devices: readonly BulkDevice[]
  onClose: () => void
}

/** I42, I45: a device of the list is added, or one or more are changed. */
export function BulkDeviceDialog({ bulk, devices, onClose }: Props) {
  const client = useQueryClient()
  const form = useForm<DeviceDraft>({ initialValues: draftOf(bulk, devices) })
  const save = useMutation({
    mutationFn: (draft: DeviceDraft) => send(bulk, devices, draft),
    onError: (error) => showAttributeErrors(form, error),
    onSuccess: (text) => {
      notifyDone(text)
      onClose()
      return readBulksAgain(client)
    },
  })
  const many = devices.length > 1
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={titleOf(bulk, devices)}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((draft) => save.mutate(draft))} noValidate>
        <Stack gap="md">
          <Text size="sm">{many ? t('bulk.device.edit-many.text') : t('bulk.device.needs')}</Text>
          {!many && <TextInput label={t('device.imei')} data-autofocus {...form.getInputProps('imei')} />}
          <TextInput label={t('device.manufacturer')} {...form.getInputProps('manufacturer')} />
          {!many && <TextInput label={t('device.serial')} {...form.getInputProps('serial')} />}
          {devices.length === 0 && (
            <TextInput
              label={t('bulk.device.identifier')}
              description={t('bulk.device.identifier.hint')}
              {...form.getInputProps('identifier')}
            />
          )}
          <AttributeFields form={form} rules={bulk.attributes} />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}

function titleOf({ name }: BulkEnrollment, devices: readonly BulkDevice[]): string {
  const [first] = devices
  if (!first) return t('bulk.device.add.title', { name })
  return devices.length === 1
    ? t('bulk.device.edit.title', { identifier: first.identifier })
    : t('bulk.device.edit-many.title', { count: devices.length })
}

async function send(
  bulk: BulkEnrollment,
  devices: readonly BulkDevice[],
  draft: DeviceDraft,
): Promise<string> {
  const [first] = devices
  if (!first) {
    const { identifier } = await addBulkDevice(bulk.id, toNewDevice(draft, bulk))
    return t('bulk.device.added', { identifier })
  }
  const set = devices.length === 1 ? toChange(draft, first) : toChangeOfMany(draft)
  const { done, kept } = await changeBulkDevices(bulk.id, { ids: devices.map(({ id }) => id), set })
  return [t('bulk.device.changed', { count: done }), keptText(kept)].filter(Boolean).join(' ')
}
