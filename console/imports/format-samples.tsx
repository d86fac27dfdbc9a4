import {
  Anchor,
  Collapse,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight, IconDownload, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportFormat } from '../../src/contract/import.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { splitFormats, titleOf } from './format-groups.ts'
import { importFormatsOptions } from './import-queries.ts'
import './file-step.css'

/** A sample of each format, which can be imported as it is: ours in sight, the lists of other products behind a search. */
export function FormatSamples() {
  const { data = [] } = useQuery(importFormatsOptions)
  const { own, others } = splitFormats(data)
  if (data.length === 0) return null
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <div>
          <Title order={2}>{t('imports.samples')}</Title>
          <Text size="sm" c="dimmed">
            {t('imports.samples.text')}
          </Text>
        </div>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
          {own.map((format) => (
            <SampleCard key={format.id} format={format} />
          ))}
        </SimpleGrid>
        {others.length > 0 && <OtherProducts formats={others} />}
      </Stack>
    </Paper>
  )
}

const SampleCard = ({ format }: { format: ImportFormat }) => (
  <Stack gap={4} align="flex-start">
    <Text fw={600}>{format.name}</Text>
    <Text size="sm" c="dimmed">
      {format.description}
    </Text>
    <SampleLink format={format} />
  </Stack>
)

const SampleLink = ({ format }: { format: ImportFormat }) => (
  <Anchor
    size="sm"
    href={apiAddress(`/import-formats/${format.id}/sample.csv`)}
    download
    aria-label={t('imports.sample.of', { format: format.name })}
    style={{ flex: 'none' }}
  >
    <Group gap={4} component="span" wrap="nowrap">
      <IconDownload size={14} aria-hidden />
      {t('imports.sample')}
    </Group>
  </Anchor>
)

function OtherProducts({ formats }: { formats: ImportFormat[] }) {
  const [opened, { toggle }] = useDisclosure(false)
  const [search, setSearch] = useState('')
  const words = search.toLowerCase().split(/\s+/)
  const found = formats.filter((format) => {
    const text = `${format.product} ${format.name}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={opened}>
        <Group gap={4} wrap="nowrap">
          <Chevron size={16} aria-hidden style={{ flex: 'none' }} />
          {t('imports.samples.others', { count: formats.length })}
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <Stack gap="sm" mt="sm">
          <Text size="sm" c="dimmed">
            {t('imports.samples.others.text')}
          </Text>
          <TextInput
            type="search"
            maw={380}
            aria-label={t('imports.samples.search')}
            placeholder={t('imports.samples.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {found.length > 0 ? (
            <ProductList formats={found} />
          ) : (
            <Text role="status">{t('imports.samples.none')}</Text>
          )}
        </Stack>
      </Collapse>
    </div>
  )
}

const ProductList = ({ formats }: { formats: ImportFormat[] }) => (
  <ul className="product-list" aria-label={t('imports.formats.others')}>
    {formats.map((format) => (
      <li key={format.id}>
        <div>
          <Text size="sm" fw={550}>
            {titleOf(format)}
          </Text>
          <Text size="xs" c="dimmed">
            {format.refused === null
              ? format.description
              : t('imports.samples.refused', { reason: format.refused })}
          </Text>
        </div>
        {format.refused === null && <SampleLink format={format} />}
      </li>
    ))}
  </ul>
)
