import {
  Collapse,
  Group,
  Paper,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  UnstyledButton,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ImportDelimiter, ImportEncoding, importLimits } from '../../src/contract/import.ts'
import { formatBytes } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { DropFile } from '../ui/drop-file.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { importFormatsOptions, importOptions, type UploadOptions, uploadImport } from './import-queries.ts'
import { delimiterWord } from './delimiter-word.ts'
import { SampleLinks } from './sample-links.tsx'

const size = formatBytes(importLimits.bytes)

/** Step one: the file. Its plan opens as soon as it has arrived. */
export function UploadBox() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [options, setOptions] = useState<UploadOptions>({ strict: false })
  const [sent, setSent] = useState(0)
  const sending = useMutation({
    mutationFn: (file: File) => uploadImport(file, options, setSent),
    onMutate: () => setSent(0),
    onSuccess: (created) => {
      client.setQueryData(importOptions(created.id).queryKey, created)
      void client.invalidateQueries({ queryKey: ['import', 'list'] })
      return navigate({ to: '/imports/$id', params: { id: created.id } })
    },
  })
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <DropFile
          title={t('imports.drop.title')}
          hint={t('imports.drop.limits', { size, count: importLimits.rows })}
          refusal={`${t('imports.drop.refused')} ${t('imports.drop.too-large', { size })}`}
          maxBytes={importLimits.bytes}
          busy={sending.isPending}
          onFile={sending.mutate}
        />
        {sending.isPending && (
          <div role="status">
            <Text size="sm" mb={4}>
              {sent < 1
                ? t('imports.uploading', { name: sending.variables.name })
                : t('imports.reading', { name: sending.variables.name })}
            </Text>
            <Progress value={sent * 100} animated={sent === 1} aria-label={t('import.progress')} />
          </div>
        )}
        <ErrorMessage error={sending.error} />
        <Options options={options} onChange={setOptions} />
        <SampleLinks />
      </Stack>
    </Paper>
  )
}

function Options({
  options,
  onChange,
}: {
  options: UploadOptions
  onChange: (options: UploadOptions) => void
}) {
  const [opened, { toggle }] = useDisclosure(false)
  const formats = useQuery(importFormatsOptions)
  const choose = (name: 'format' | 'encoding' | 'delimiter') => ({
    placeholder: t('imports.automatic'),
    value: options[name] ?? null,
    onChange: (value: string | null) => onChange({ ...options, [name]: value ?? '' }),
    clearable: true,
    clearButtonProps: { 'aria-label': t('list.clear-one', { what: t(`imports.${name}`) }) },
  })
  const delimiters = ImportDelimiter.options.map((value) => ({ value, label: delimiterWord(value) }))
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
        <SimpleGrid cols={{ base: 1, sm: 4 }} mt="sm">
          <Select
            label={t('imports.format')}
            data={(formats.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...choose('format')}
          />
          <Select label={t('imports.encoding')} data={ImportEncoding.options} {...choose('encoding')} />
          <Select label={t('imports.delimiter')} data={delimiters} {...choose('delimiter')} />
          <Switch
            label={t('imports.strict')}
            description={t('imports.strict.hint')}
            checked={options.strict}
            onChange={(event) => onChange({ ...options, strict: event.currentTarget.checked })}
          />
        </SimpleGrid>
      </Collapse>
    </div>
  )
}
