import { Button, Fieldset, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { namePlaces, type Template, TemplatePatch } from '../../src/contract/policy.ts'
import { namesOptions } from '../devices/device-queries.ts'
import { policyNamesOptions } from '../policies/policy-queries.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { changesOf, showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { changeTemplate, forgetWhoHasWhat, templateOptions } from './kit-queries.ts'

type Values = { tags: string[]; groups: string[]; policies: string[]; deviceName: string }

const kitOf = ({ tags, groups, policies, deviceName }: Values) => ({
  tags,
  groups,
  policies,
  deviceName: deviceName.trim() || null,
})

type Props = { template: Template; onSaved: () => void }

export function TemplateForm({ template, onSaved }: Props) {
  const client = useQueryClient()
  // What it started from, so that a refresh behind the form does not turn into a change.
  const [read] = useState(template)
  const before: Values = {
    tags: read.tags,
    groups: read.groups,
    policies: read.policies,
    deviceName: read.deviceName ?? '',
  }
  const patchOf = (values: Values) => changesOf(kitOf(before), kitOf(values))
  const form: UseFormReturnType<Values> = useForm<Values>({
    initialValues: before,
    validate: validateWith(TemplatePatch, patchOf),
  })
  const save = useMutation({
    mutationFn: (values: Values) => changeTemplate(read, patchOf(values)),
    onSuccess: async (changed) => {
      notifyDone(t('thing.saved', { name: changed.name }))
      client.setQueryData(templateOptions(read.id).queryKey, changed)
      await forgetWhoHasWhat(client)
      onSaved()
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md" maw={720}>
        <Fieldset legend={t('template.contents')}>
          <Stack gap="md">
            <NamesField form={form} name="policies" />
            <NamesField form={form} name="groups" />
            <NamesField form={form} name="tags" />
            <TextInput
              label={t('template.deviceName')}
              description={t('template.deviceName.hint', {
                places: namePlaces.map((place) => `{${place}}`).join(', '),
              })}
              {...form.getInputProps('deviceName')}
            />
          </Stack>
        </Fieldset>
        <Text size="sm" role="status">
          {t('template.touch', { count: read.uses })}
        </Text>
        <ErrorMessage error={save.error} />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type NamesProps = { form: UseFormReturnType<Values>; name: 'tags' | 'groups' | 'policies' }

function NamesField({ form, name }: NamesProps) {
  const things = useQuery({
    ...namesOptions(name === 'policies' ? 'tags' : name),
    enabled: name !== 'policies',
  })
  const policies = useQuery({ ...policyNamesOptions, enabled: name === 'policies' })
  return (
    <MultiSelect
      label={t(`template.${name}`)}
      data={(name === 'policies' ? policies.data : things.data) ?? []}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t(`template.${name}`) }) }}
      {...form.getInputProps(name)}
    />
  )
}
