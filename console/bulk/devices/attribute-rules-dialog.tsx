import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Modal,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import {
  type AttributeRule,
  AttributeRules,
  AttributeType,
  type BulkEnrollment,
} from '../../../src/contract/bulk-enrollment.ts'
import { t } from '../../texts/t.ts'
import { FormActs } from '../../ui/form-acts.tsx'
import { showFieldErrors, validateWith } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notice.tsx'
import { changeBulk, storeBulk } from '../bulk-queries.ts'

type Values = { attributes: AttributeRule[] }
const Wanted = z.object({ attributes: AttributeRules })
const newRule = (): AttributeRule => ({ name: '', type: 'text', required: false, values: [] })

const typeOptions = AttributeType.options.map((value) => ({
  value,
  label: t(`bulk.attributes.type.${value}`),
}))

export function AttributeRulesDialog({ bulk, onClose }: { bulk: BulkEnrollment; onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: { attributes: bulk.attributes },
    validate: validateWith<Values>(Wanted, (values) => values),
  })
  const save = useMutation({
    mutationFn: (values: Values) => changeBulk(bulk, values),
    onError: (error) => showFieldErrors(form, error),
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
      size="lg"
      title={t('bulk.attributes.title', { name: bulk.name })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('bulk.attributes.lead')}</Text>
          {form.values.attributes.map((_rule, index) => (
            // Rules have no name of their own until one is typed.
            // oxlint-disable-next-line react/no-array-index-key
            <RuleFields key={index} form={form} index={index} />
          ))}
          <Group justify="space-between">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => form.insertListItem('attributes', newRule())}
            >
              {t('bulk.attributes.add')}
            </Button>
          </Group>
          {form.errors['attributes'] && (
            <Text role="alert" size="sm" c="var(--mantine-color-error)">
              {form.errors['attributes']}
            </Text>
          )}
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}

function RuleFields({ form, index }: { form: UseFormReturnType<Values>; index: number }) {
  const at = `attributes.${index}`
  const name = form.values.attributes[index]?.name ?? ''
  return (
    <Fieldset legend={name || t('bulk.attributes.new')}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
          <TextInput label={t('bulk.attributes.name')} required {...form.getInputProps(`${at}.name`)} />
          <Select
            label={t('bulk.attributes.type')}
            data={typeOptions}
            allowDeselect={false}
            {...form.getInputProps(`${at}.type`)}
          />
        </Group>
        <TagsInput
          label={t('bulk.attributes.values')}
          description={t('bulk.attributes.values.hint')}
          {...form.getInputProps(`${at}.values`)}
        />
        <Group justify="space-between">
          <Switch
            label={t('bulk.attributes.required')}
            {...form.getInputProps(`${at}.required`, { type: 'checkbox' })}
          />
          <ActionIcon
            variant="default"
            aria-label={t('bulk.attributes.remove', { name })}
            onClick={() => form.removeListItem('attributes', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Stack>
    </Fieldset>
  )
}
