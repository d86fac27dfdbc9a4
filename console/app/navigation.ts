import {
  type Icon,
  IconActivity,
  IconApple,
  IconDevices,
  IconFileImport,
  IconHome,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react'
import type { Permission } from '../../src/contract/permissions.ts'
import type { TextKey } from '../texts/t.ts'
import type { PagePath } from './router.tsx'

type NavText = Extract<TextKey, `nav.${string}`>
export type Entry = { text: NavText; to: PagePath; needs?: Permission }
type Section = { text: NavText; icon: Icon; entries: [Entry, ...Entry[]] }

/** The left side, by task. An entry is shown to those whose role allows its page. */
export const navigation: Section[] = [
  { text: 'nav.today', icon: IconHome, entries: [{ text: 'nav.today', to: '/' }] },
  {
    text: 'nav.devices',
    icon: IconDevices,
    entries: [
      { text: 'nav.devices.all', to: '/devices', needs: 'device:read' },
      { text: 'nav.tags', to: '/tags', needs: 'device:read' },
      { text: 'nav.groups', to: '/groups', needs: 'device:read' },
      { text: 'nav.templates', to: '/templates', needs: 'device:read' },
    ],
  },
  {
    text: 'nav.users',
    icon: IconUsers,
    entries: [
      { text: 'nav.users.all', to: '/users', needs: 'user:read' },
      { text: 'nav.organizations', to: '/organizations', needs: 'user:read' },
    ],
  },
  {
    text: 'nav.enroll',
    icon: IconFileImport,
    entries: [
      { text: 'nav.import', to: '/imports', needs: 'import:read' },
      { text: 'nav.arrivals', to: '/arrivals', needs: 'arrival:read' },
      { text: 'nav.what-if', to: '/what-if', needs: 'arrival:read' },
    ],
  },
  {
    text: 'nav.apple',
    icon: IconApple,
    entries: [
      { text: 'nav.dep-accounts', to: '/dep/accounts', needs: 'dep.token:read' },
      { text: 'nav.dep-devices', to: '/dep/devices', needs: 'dep.token:read' },
      { text: 'nav.dep-profiles', to: '/dep/profiles', needs: 'dep.token:read' },
    ],
  },
  {
    text: 'nav.activity',
    icon: IconActivity,
    entries: [
      { text: 'nav.audit', to: '/activity/audit', needs: 'audit:read' },
      { text: 'nav.jobs', to: '/activity/jobs', needs: 'job:read' },
    ],
  },
  {
    text: 'nav.settings',
    icon: IconSettings,
    entries: [
      { text: 'nav.settings.enrollment', to: '/settings/enrollment', needs: 'settings:read' },
      { text: 'nav.admins', to: '/settings/admins', needs: 'admin:read' },
      { text: 'nav.roles', to: '/settings/roles', needs: 'admin:read' },
      { text: 'nav.api-tokens', to: '/settings/api-tokens', needs: 'api-token:read' },
    ],
  },
]

export const allowedNavigation = (can: (permission: Permission) => boolean): Section[] =>
  navigation.flatMap(({ entries, ...section }) => {
    const [first, ...more] = entries.filter(({ needs }) => !needs || can(needs))
    return first ? [{ ...section, entries: [first, ...more] }] : []
  })
