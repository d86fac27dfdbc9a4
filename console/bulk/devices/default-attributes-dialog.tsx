import { Modal, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { FormActs } from '../../ui/form-acts.tsx'
import { notifyDone } from '../../ui/notice.tsx'
import { changeBulk, storeBulk } from '../bulk-queries.ts'
import { showAttributeErrors } from './attribute-errors.ts'
import { AttributeFields } from './attribute-fields.tsx'
import { type AttributesDraft, linesOf, toAttributes } from './device-draft.ts'

/** What devices of the list have where it says nothing. */
export function DefaultAttributesDialog({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm<AttributesDraft>({
    initialValues: { attributes: linesOf(bulk, bulk.defaultAttributes) },
  })
  const save = useMutation({
    mutationFn: (draft: AttributesDraft) => changeBulk(bulk, { defaultAttributes: toAttributes(draft) }),
    onError: (error) => showAttributeErrors(form, error),
    onSuccess: (changed) => {
      notifyDone(t('bulk.saved', { name: changed.name }))
      onClose()
      return storeBulk(client, changed)
    },
  })
  const rules = bulk.attributes.map((rule) => ({ ...rule, required: false }))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('bulk.defaults.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((draft) => save.mutate(draft))} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('bulk.defaults.lead')}</Text>
          <Text size="sm">
            {t(bulk.attributesFollowList ? 'bulk.defaults.all' : 'bulk.defaults.waiting')}
          </Text>
          <AttributeFields form={form} rules={rules} />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}
