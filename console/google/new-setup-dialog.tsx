import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NewZeroTouchSetup } from '../../src/contract/google.ts'
import { itemsOf } from '../api/list.ts'
import { bulkListOptions } from '../bulk/bulk-queries.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { focusFirst, showFieldErrors, validateWith, withoutEmpty } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { createSetup, dpcsOptions, setupsOptions } from './zero-touch-queries.ts'

const blank = {
  bulkEnrollmentId: '',
  dpcResourcePath: '',
  companyName: '',
  contactEmail: '',
  contactPhone: '',
  customMessage: '',
}
type Values = typeof blank

/** Our extras of a bulk enrollment, under an app of Google's list. */
export function NewSetupDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const bulks = useInfiniteQuery(bulkListOptions({}))
  const dpcs = useQuery(dpcsOptions)
  const form = useForm<Values>({
    initialValues: blank,
    validate: validateWith(NewZeroTouchSetup, withoutEmpty<Values>),
  })
  const create = useMutation({
    mutationFn: (values: Values) => createSetup(NewZeroTouchSetup.parse(withoutEmpty(values))),
    onError: (error) => showFieldErrors(form, error),
    onSuccess: ({ title }) => {
      notifyDone(t('zero-touch-setups.made', { title }))
      onClose()
      return client.invalidateQueries({ queryKey: setupsOptions.queryKey })
    },
  })
  const choices = {
    bulks: itemsOf(bulks.data).map(({ id, name }) => ({ value: id, label: name })),
    dpcs: (dpcs.data ?? []).map(({ name, title }) => ({ value: name, label: title })),
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('zero-touch-new.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => create.mutate(values), focusFirst(form))} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('zero-touch-new.text')}</Text>
          <Select
            label={t('zero-touch-new.bulk')}
            description={t('zero-touch-new.bulk.hint')}
            data={choices.bulks}
            required
            searchable
            data-autofocus
            {...form.getInputProps('bulkEnrollmentId')}
          />
          <Select
            label={t('zero-touch-new.dpc')}
            description={t('zero-touch-new.dpc.hint')}
            data={choices.dpcs}
            required
            searchable
            {...form.getInputProps('dpcResourcePath')}
          />
          <TextInput
            label={t('zero-touch-new.company')}
            description={t('zero-touch-new.contact')}
            required
            {...form.getInputProps('companyName')}
          />
          <Group grow align="flex-start">
            <TextInput
              label={t('zero-touch-new.email')}
              type="email"
              required
              {...form.getInputProps('contactEmail')}
            />
            <TextInput
              label={t('zero-touch-new.phone')}
              type="tel"
              required
              {...form.getInputProps('contactPhone')}
            />
          </Group>
          <Textarea
            label={t('zero-touch-new.message')}
            description={t('zero-touch-new.message.hint')}
            autosize
            minRows={2}
            {...form.getInputProps('customMessage')}
          />
          <ErrorMessage error={create.error ?? bulks.error ?? dpcs.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('act.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
