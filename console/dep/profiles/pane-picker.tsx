import { Badge, Button, Checkbox, Group, ScrollArea, SegmentedControl, SimpleGrid } from '@mantine/core'
import { Stack, Switch, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SkipSetupItem } from '../../../src/contract/dep.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { skipSetupItemsOptions } from '../dep-queries.ts'
import type { ProfileValues } from '../profile-fields.ts'
import { matchesPane, type PanePlatform, panePlatforms, paneNotes } from './panes.ts'

/** C36: which panes of the Setup Assistant are not shown, for each platform with what Apple says of them. */
export function PanePicker({ form }: { form: UseFormReturnType<ProfileValues> }) {
  const { data: items = [], error } = useQuery(skipSetupItemsOptions)
  const [text, setText] = useState('')
  const [platform, setPlatform] = useState<PanePlatform | 'all'>('all')
  const { skipSetupItems: value, skipAllPanes: all } = form.values
  const change = (keys: string[]) => form.setFieldValue('skipSetupItems', keys)
  const shown = items.filter((item) => matchesPane(item, text, platform))
  const shownKeys = new Set(shown.map(({ key }) => key))
  const unknown = value.filter((key) => !items.some((item) => item.key === key))
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('profile.skip.hint')}
      </Text>
      <Switch
        label={t('profile.skipAllPanes')}
        description={t('profile.skipAllPanes.hint')}
        {...form.getInputProps('skipAllPanes', { type: 'checkbox' })}
      />
      <ErrorMessage error={error} />
      <ScrollArea
        type="auto"
        offsetScrollbars="x"
        viewportProps={{ tabIndex: 0, 'aria-label': t('device.platform') }}
      >
        <SegmentedControl
          aria-label={t('device.platform')}
          data={[
            { value: 'all', label: t('profile.skip.platform.all') },
            ...panePlatforms.map((each) => ({ value: each, label: t(`profile.skip.platform.${each}`) })),
          ]}
          value={platform}
          onChange={setPlatform}
        />
      </ScrollArea>
      <Group gap="xs">
        <TextInput
          aria-label={t('profile.skip.search')}
          placeholder={t('profile.skip.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: '1 1 180px' }}
        />
        <Button
          variant="default"
          disabled={all}
          onClick={() => change([...new Set([...value, ...shownKeys])])}
        >
          {t('profile.skip.all')}
        </Button>
        <Button
          variant="default"
          disabled={all}
          onClick={() => change(value.filter((key) => !shownKeys.has(key)))}
        >
          {t('profile.skip.none')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {all ? t('profile.skip.everything') : t('profile.skip.chosen', { count: value.length })}
      </Text>
      <ScrollArea.Autosize
        mah={420}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': t('profile.group.skip') }}
      >
        <Checkbox.Group
          value={all ? [...value, ...sentByAll(items)] : value}
          onChange={change}
          role="group"
          aria-label={t('profile.group.skip')}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="sm" p={4}>
            {shown.map((item) => (
              <Pane key={item.key} item={item} platform={platform} disabled={all} />
            ))}
            {unknown.map((key) => (
              <Checkbox key={key} value={key} label={key} description={t('profile.skip.unknown')} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      </ScrollArea.Autosize>
    </Stack>
  )
}

/** What no list of Apple's has is not sent by "all" (src/dep/skip-setup-items.ts). */
const sentByAll = (items: SkipSetupItem[]) =>
  items.filter(({ status }) => status !== 'historical').map(({ key }) => key)

type PaneProps = { item: SkipSetupItem; platform: PanePlatform | 'all'; disabled: boolean }

const Pane = ({ item, platform, disabled }: PaneProps) => (
  <Checkbox
    value={item.key}
    label={item.title}
    disabled={disabled}
    description={
      <>
        <span className="identifier">{item.key}</span>
        {' · '}
        {paneNotes(item, platform).join(' · ')}
        {item.status !== 'current' && (
          <Badge component="span" size="sm" variant="default" tt="none" fw={550} ml={6}>
            {t(`profile.skip.status.${item.status}`)}
          </Badge>
        )}
        <br />
        {item.description}
      </>
    }
  />
)
