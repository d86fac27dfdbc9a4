import { Button, Group, Modal, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { NamedThing } from '../../src/contract/common.ts'
import { DeviceStatus, Platform } from '../../src/contract/device.ts'
import type { ChangeMembers } from '../../src/contract/policy.ts'
import { namesOptions } from '../devices/device-queries.ts'
import { platformOptions } from '../devices/device-words.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { changeMembers, forgetWhoHasWhat } from './kit-queries.ts'

type Filter = NonNullable<ChangeMembers['filter']>
type Act = ChangeMembers['act']

/** Puts devices into a group or takes them out: which ones, then what would happen, then the deed. */
export function MembersDialog({ group, onClose }: { group: NamedThing; onClose: () => void }) {
  const client = useQueryClient()
  const [act, setAct] = useState<Act>('add')
  const [filter, setFilter] = useState<Filter>({})
  // Who is to go is in the group.
  const wanted = act === 'remove' ? { ...filter, group: group.name } : filter
  const preview = useMutation({
    mutationFn: () => changeMembers(group.id, { act, filter: wanted, preview: true }),
  })
  const change = useMutation({
    mutationFn: () => changeMembers(group.id, { act, filter: wanted, preview: false }),
    onSuccess: async ({ changed }) => {
      notifyDone(t('group.changed', { count: changed }))
      onClose()
      await forgetWhoHasWhat(client)
    },
  })
  const isEmpty = act === 'add' && Object.keys(filter).length === 0
  const edit = (change: Filter) => {
    preview.reset()
    setFilter(Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value)))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isEmpty) preview.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t('group.change')}: ${group.name}`}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t('group.change')}
            value={act}
            onChange={(value) => {
              preview.reset()
              setAct(value === 'remove' ? 'remove' : 'add')
            }}
            data={(['add', 'remove'] as const).map((value) => ({ value, label: t(`group.change.${value}`) }))}
          />
          <WhichDevices filter={filter} onChange={edit} />
          {isEmpty && <Text size="sm">{t('group.change.nobody')}</Text>}
          {preview.data && (
            <Text size="sm" role="status">
              {t('group.change.preview', preview.data)} {t('group.change.preview.enrolled')}
            </Text>
          )}
          <ErrorMessage error={preview.error ?? change.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            {preview.data && preview.data.changed > 0 ? (
              <Button loading={change.isPending} onClick={() => change.mutate()}>
                {t(`group.change.act.${act}`, { count: preview.data.changed })}
              </Button>
            ) : (
              <Button type="submit" disabled={isEmpty} loading={preview.isPending}>
                {t('group.change.show')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const statusOptions = DeviceStatus.options.map((value) => ({ value, label: t(`status.device.${value}`) }))

function WhichDevices({ filter, onChange }: { filter: Filter; onChange: (change: Filter) => void }) {
  const tags = useQuery(namesOptions('tags'))
  const clear = (what: string) => ({ 'aria-label': t('list.clear-one', { what }) })
  return (
    <Stack gap="xs" role="group" aria-label={t('group.change.which')}>
      <TextInput
        label={t('group.change.which')}
        placeholder={t('group.change.search')}
        value={filter.q ?? ''}
        onChange={(event) => onChange({ q: event.currentTarget.value })}
        data-autofocus
      />
      <Group gap="xs" grow>
        <Select
          aria-label={t('device.platform')}
          placeholder={t('device.platform')}
          data={platformOptions}
          value={filter.platform ?? null}
          onChange={(value) => onChange({ platform: value === null ? undefined : Platform.parse(value) })}
          clearable
          clearButtonProps={clear(t('device.platform'))}
        />
        <Select
          aria-label={t('policy.devices.state')}
          placeholder={t('policy.devices.state')}
          data={statusOptions}
          value={filter.status ?? null}
          onChange={(value) => onChange({ status: value === null ? undefined : DeviceStatus.parse(value) })}
          clearable
          clearButtonProps={clear(t('policy.devices.state'))}
        />
        <Select
          aria-label={t('device.tags')}
          placeholder={t('device.tags')}
          data={tags.data ?? []}
          value={filter.tag ?? null}
          onChange={(value) => onChange({ tag: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={clear(t('device.tags'))}
        />
      </Group>
    </Stack>
  )
}
