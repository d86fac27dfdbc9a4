import {
  Button,
  Checkbox,
  Group,
  ScrollArea,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { SkipSetupItem } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { skipSetupItemsOptions } from './dep-queries.ts'

type Item = z.infer<typeof SkipSetupItem>
type Props = { value: string[]; onChange: (keys: string[]) => void }

/** C36: which panes of the Setup Assistant are not shown. */
export function SkipItemsPicker({ value, onChange }: Props) {
  const { data: items = [], error } = useQuery(skipSetupItemsOptions)
  const [text, setText] = useState('')
  const [platform, setPlatform] = useState<string | null>(null)
  const platforms = [...new Set(items.flatMap((item) => Object.keys(item.platforms)))].sort()
  const shown = items.filter((item) => matches(item, text, platform))
  const shownKeys = shown.map(({ key }) => key)
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('profile.skip.hint')}
      </Text>
      <ErrorMessage error={error} />
      <Group gap="xs">
        <TextInput
          aria-label={t('profile.skip.search')}
          placeholder={t('profile.skip.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: '1 1 180px' }}
        />
        <Select
          aria-label={t('device.platform')}
          placeholder={t('device.platform')}
          data={platforms}
          value={platform}
          onChange={setPlatform}
          clearable
          clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('device.platform') }) }}
          w={150}
        />
        <Button variant="default" onClick={() => onChange([...new Set([...value, ...shownKeys])])}>
          {t('profile.skip.all')}
        </Button>
        <Button variant="default" onClick={() => onChange([])}>
          {t('profile.skip.none')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {t('profile.skip.chosen', { count: value.length })}
      </Text>
      <ScrollArea.Autosize
        mah={360}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': t('profile.group.skip') }}
      >
        <Checkbox.Group value={value} onChange={onChange} role="group" aria-label={t('profile.group.skip')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="xs" p={4}>
            {shown.map((item) => (
              <Checkbox key={item.key} value={item.key} label={item.title} description={noteOf(item)} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      </ScrollArea.Autosize>
    </Stack>
  )
}

const matches = ({ key, title, platforms }: Item, text: string, platform: string | null): boolean =>
  `${key} ${title}`.toLowerCase().includes(text.trim().toLowerCase()) && (!platform || platform in platforms)

const noteOf = ({ key, status, platforms }: Item): string =>
  [key, Object.keys(platforms).join(', '), status !== 'current' && t('profile.skip.not-current', { status })]
    .filter(Boolean)
    .join(' · ')
