import { Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type BulkEnrollment, BulkEnrollmentPatch } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { FormActs } from '../../ui/form-acts.tsx'
import { showFieldErrors, validateWith } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notice.tsx'
import { changeBulk, storeBulk } from '../bulk-queries.ts'

type Values = { name: string; description: string; attributesFollowList: boolean }

const prepare = ({ name, description, attributesFollowList }: Values) => ({
  name: name.trim(),
  description: description.trim() || null,
  attributesFollowList,
})

export function EditBulkDialog({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: {
      name: bulk.name,
      description: bulk.description ?? '',
      attributesFollowList: bulk.attributesFollowList,
    },
    validate: validateWith(BulkEnrollmentPatch, prepare),
  })
  const save = useMutation({
    mutationFn: (values: Values) => changeBulk(bulk, prepare(values)),
    onError: (error) => showFieldErrors(form, error, { 'bulk-enrollment.already-exists': 'name' }),
    onSuccess: (changed) => {
      notifyDone(t('bulk.saved', { name: changed.name }))
      onClose()
      return storeBulk(client, changed)
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('bulk.edit.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label={t('bulk.name')} required data-autofocus {...form.getInputProps('name')} />
          <Textarea label={t('bulk.about')} autosize minRows={2} {...form.getInputProps('description')} />
          <Switch
            label={t('bulk.follow')}
            description={t('bulk.follow.hint')}
            {...form.getInputProps('attributesFollowList', { type: 'checkbox' })}
          />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}
