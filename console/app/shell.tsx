import { AppShell, Burger, Group, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { followLiveEvents } from '../api/live.ts'
import { t } from '../texts/t.ts'
import { Logo } from '../ui/logo.tsx'
import { Shortcuts } from '../ui/shortcuts.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Notices } from './notices.tsx'
import { PageAnnouncer } from './page-announcer.tsx'
import { Search } from './search.tsx'
import { Sidebar } from './sidebar.tsx'
import './shell.css'

export function Shell() {
  const client = useQueryClient()
  const [navOpened, nav] = useDisclosure(false)
  const [searchOpened, search] = useDisclosure(false)
  useHotkeys([['mod+K', search.open]], [])
  useEffect(() => followLiveEvents(client), [client])
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !navOpened } }}
      padding="md"
    >
      <a href="#content" className="skip-link">
        {t('app.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={navOpened}
              onClick={nav.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('nav.open')}
              aria-expanded={navOpened}
            />
            <Logo size={24} />
            <Text fw={700}>{t('app.name')}</Text>
          </Group>
          <UnstyledButton className="search-button" onClick={search.open}>
            <IconSearch size={16} aria-hidden />
            <span>{t('search.open')}</span>
            <kbd>Ctrl K</kbd>
          </UnstyledButton>
          <Group gap={4} wrap="nowrap">
            <Notices />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.label')}>
        <Sidebar onNavigate={nav.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
      <Search opened={searchOpened} onClose={search.close} />
      <Shortcuts />
      <PageAnnouncer />
    </AppShell>
  )
}
