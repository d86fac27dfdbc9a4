import { Anchor, Group, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { importFormatsOptions } from './import-queries.ts'

/** A sample of each format, which can be imported as it is. */
export function SampleLinks() {
  const { data = [] } = useQuery(importFormatsOptions)
  if (data.length === 0) return null
  return (
    <Group gap="md">
      <Text size="sm" c="dimmed">
        {t('imports.samples')}
      </Text>
      {data.map(({ id, name }) => (
        <Anchor
          key={id}
          size="sm"
          href={apiAddress(`/import-formats/${id}/sample.csv`)}
          download
          aria-label={t('imports.sample', { format: name })}
        >
          <Group gap={4} component="span">
            <IconDownload size={14} aria-hidden />
            {name}
          </Group>
        </Anchor>
      ))}
    </Group>
  )
}
