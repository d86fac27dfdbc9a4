import { Collapse, Group, Select, SimpleGrid, Switch, TextInput, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ImportDelimiter, ImportEncoding } from '../../src/contract/import.ts'
import { platformOptions } from '../devices/device-words.ts'
import { t } from '../texts/t.ts'
import { changeDraft, startingOptions, useDraft } from './file-draft.ts'
import { delimiterWord, encodingWord } from './file-words.ts'
import { formatGroups } from './format-groups.ts'
import { importFormatsOptions, type UploadOptions } from './import-queries.ts'

type Change = (options: Partial<UploadOptions>) => void

/** How the file is read, for those who know better than the automatic choice, and what happens with its users. */
export function UploadOptionsBox({ draftId }: { draftId: string }) {
  const { options } = useDraft(draftId)
  const changed = Object.entries(options).some(
    ([name, value]) => value && value !== startingOptions[name as keyof UploadOptions],
  )
  const [opened, { toggle }] = useDisclosure(changed || !options.preEnroll)
  const change: Change = (some) => changeDraft(draftId, { options: { ...options, ...some } })
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={opened}>
        <Group gap={4}>
          <Chevron size={16} aria-hidden />
          {t('imports.options')}
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} mt="sm" spacing="md">
          <ReadingOptions {...{ options, change }} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 3 }} mt="md" spacing="md">
          <EffectOptions {...{ options, change }} />
        </SimpleGrid>
      </Collapse>
    </div>
  )
}

type Props = { options: UploadOptions; change: Change }

function ReadingOptions({ options, change }: Props) {
  const { data: formats = [] } = useQuery(importFormatsOptions)
  const choose = (name: 'format' | 'encoding' | 'delimiter') => ({
    label: t(`imports.${name}`),
    placeholder: t('imports.automatic'),
    value: options[name] ?? null,
    onChange: (value: string | null) => change({ [name]: value ?? undefined }),
    clearable: true,
    clearButtonProps: { 'aria-label': t('list.clear-one', { what: t(`imports.${name}`) }) },
  })
  return (
    <>
      <Select searchable data={formatGroups(formats)} {...choose('format')} />
      <Select
        data={ImportEncoding.options.map((value) => ({ value, label: encodingWord(value) }))}
        {...choose('encoding')}
      />
      <Select
        data={ImportDelimiter.options.map((value) => ({ value, label: delimiterWord(value) }))}
        {...choose('delimiter')}
      />
    </>
  )
}

const EffectOptions = ({ options, change }: Props) => (
  <>
    <Select
      label={t('imports.platform')}
      description={t('imports.platform.hint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={t('imports.automatic')}
      data={platformOptions}
      value={options.platform ?? null}
      onChange={(value) =>
        change({ platform: platformOptions.find((option) => option.value === value)?.value })
      }
      clearable
      clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('imports.platform') }) }}
    />
    <Select
      label={t('imports.existing-users')}
      data={(['replace', 'skip'] as const).map((value) => ({
        value,
        label: t(`imports.existing-users.${value}`),
      }))}
      allowDeselect={false}
      value={options.existingUsers}
      onChange={(value) => change({ existingUsers: value === 'skip' ? 'skip' : 'replace' })}
    />
    <TextInput
      label={t('imports.domain')}
      description={t('imports.domain.hint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder="example.com"
      maxLength={253}
      value={options.domain ?? ''}
      onChange={(event) => change({ domain: event.currentTarget.value })}
    />
    <Switch
      label={t('imports.pre-enroll')}
      description={t('imports.pre-enroll.hint')}
      checked={options.preEnroll}
      onChange={(event) => change({ preEnroll: event.currentTarget.checked })}
    />
    <Switch
      label={t('imports.strict')}
      description={t('imports.strict.hint')}
      checked={options.strict}
      onChange={(event) => change({ strict: event.currentTarget.checked })}
    />
  </>
)
