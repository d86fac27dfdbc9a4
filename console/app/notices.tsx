import { ActionIcon, Indicator, Popover, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { t } from '../texts/t.ts'
import { ExpiringThing } from '../today/expiring.tsx'
import { expiringOptions } from '../today/expiring-queries.ts'

/** What needs an act whatever page is open: things that end within two months, or have ended. Nothing is shown for nothing. */
export function Notices() {
  const { data } = useQuery(expiringOptions)
  const [opened, { toggle, close }] = useDisclosure(false)
  const things = data ?? []
  if (things.length === 0) return null
  const isOver = things.some(({ state }) => state === 'expired')
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          onClick={toggle}
          aria-label={t('notices.label', { count: things.length })}
        >
          <Indicator label={things.length} size={16} offset={2} color={isOver ? '#a11212' : '#7a4700'}>
            <IconBell size={22} stroke={1.5} color="var(--mantine-color-text)" aria-hidden />
          </Indicator>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fw={600} mb="xs">
          {t('notices.title')}
        </Text>
        <Stack gap="sm" onClick={close}>
          {things.map((thing) => (
            <ExpiringThing key={`${thing.kind} ${thing.id}`} thing={thing} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
