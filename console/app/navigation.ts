import {
  type Icon,
  IconApple,
  IconBellRinging,
  IconBrandAndroid,
  IconBrandGoogle,
  IconBuilding,
  IconDeviceIpad,
  IconDeviceMobileBolt,
  IconDeviceMobilePlus,
  IconDevices,
  IconDoorEnter,
  IconFileCertificate,
  IconFileImport,
  IconFingerprint,
  IconHelpCircle,
  IconHome,
  IconHourglass,
  IconKey,
  IconListCheck,
  IconLink,
  IconListDetails,
  IconLock,
  IconMail,
  IconMailCog,
  IconPackage,
  IconRobot,
  IconScale,
  IconSettings,
  IconShieldCheck,
  IconShieldX,
  IconStack2,
  IconTag,
  IconTemplate,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react'
import type { GoogleWays } from '../../src/contract/google.ts'
import type { Permission } from '../../src/contract/permissions.ts'
import type { TextKey } from '../texts/t.ts'
import type { PagePath } from './router.tsx'

type NavText = Extract<TextKey, `nav.${string}`>
/** `way`: a way in that must be set up before its page has anything to show. */
export type Entry = { text: NavText; icon: Icon; to: PagePath; needs?: Permission; way?: Way }
type Way = 'management' | 'zeroTouch'
type Section = { text: NavText; entries: [Entry, ...Entry[]] }

/** The left side, by task. An entry is shown to those whose role allows its page. */
export const navigation: Section[] = [
  { text: 'nav.today', entries: [{ text: 'nav.today', to: '/', icon: IconHome }] },
  {
    text: 'nav.devices',
    entries: [
      { text: 'nav.devices.all', to: '/devices', icon: IconDevices, needs: 'device:read' },
      { text: 'nav.tags', to: '/tags', icon: IconTag, needs: 'device:read' },
      { text: 'nav.groups', to: '/groups', icon: IconStack2, needs: 'device:read' },
      { text: 'nav.templates', to: '/templates', icon: IconTemplate, needs: 'device:read' },
    ],
  },
  {
    text: 'nav.users',
    entries: [
      { text: 'nav.users.all', to: '/users', icon: IconUsers, needs: 'user:read' },
      { text: 'nav.organizations', to: '/organizations', icon: IconBuilding, needs: 'user:read' },
    ],
  },
  {
    text: 'nav.enroll',
    entries: [
      { text: 'nav.import', to: '/imports', icon: IconFileImport, needs: 'import:read' },
      { text: 'nav.requests', to: '/requests', icon: IconLink, needs: 'device:read' },
      { text: 'nav.bulk', to: '/bulk', icon: IconDeviceMobilePlus, needs: 'bulk-enrollment:read' },
      {
        text: 'nav.google-devices',
        to: '/google/devices',
        icon: IconBrandGoogle,
        needs: 'bulk-enrollment:read',
        way: 'management',
      },
      {
        text: 'nav.zero-touch',
        to: '/google/zero-touch',
        icon: IconDeviceMobileBolt,
        needs: 'bulk-enrollment:read',
        way: 'zeroTouch',
      },
      { text: 'nav.agents', to: '/agents', icon: IconPackage, needs: 'bulk-enrollment:read' },
      { text: 'nav.mails', to: '/mails', icon: IconMail, needs: 'device:read' },
      { text: 'nav.arrivals', to: '/arrivals', icon: IconDoorEnter, needs: 'arrival:read' },
      { text: 'nav.what-if', to: '/what-if', icon: IconHelpCircle, needs: 'arrival:read' },
    ],
  },
  {
    text: 'nav.apple',
    entries: [
      { text: 'nav.dep-accounts', to: '/dep/accounts', icon: IconApple, needs: 'dep.token:read' },
      { text: 'nav.dep-devices', to: '/dep/devices', icon: IconDeviceIpad, needs: 'dep.token:read' },
      { text: 'nav.dep-profiles', to: '/dep/profiles', icon: IconFileCertificate, needs: 'dep.token:read' },
      { text: 'nav.dep-rules', to: '/dep/rules', icon: IconListCheck, needs: 'dep.token:read' },
      { text: 'nav.dep-assignments', to: '/dep/assignments', icon: IconHourglass, needs: 'dep.token:read' },
      {
        text: 'nav.dep-reconciliation',
        to: '/dep/reconciliation',
        icon: IconScale,
        needs: 'dep.token:read',
      },
      {
        text: 'nav.push-certificate',
        to: '/push-certificate',
        icon: IconBellRinging,
        needs: 'settings:read',
      },
    ],
  },
  {
    text: 'nav.policies',
    entries: [{ text: 'nav.policies.all', to: '/policies', icon: IconShieldCheck, needs: 'policy:read' }],
  },
  {
    text: 'nav.activity',
    entries: [
      { text: 'nav.audit', to: '/activity/audit', icon: IconListDetails, needs: 'audit:read' },
      { text: 'nav.refused', to: '/activity/refused', icon: IconShieldX, needs: 'audit:read' },
      { text: 'nav.jobs', to: '/activity/jobs', icon: IconRobot, needs: 'job:read' },
    ],
  },
  {
    text: 'nav.settings',
    entries: [
      {
        text: 'nav.settings.enrollment',
        to: '/settings/enrollment',
        icon: IconSettings,
        needs: 'settings:read',
      },
      { text: 'nav.settings.mail', to: '/settings/mail', icon: IconMailCog, needs: 'settings:read' },
      {
        text: 'nav.settings.authentication',
        to: '/settings/authentication',
        icon: IconFingerprint,
        needs: 'settings:read',
      },
      {
        text: 'nav.settings.android',
        to: '/settings/android',
        icon: IconBrandAndroid,
        needs: 'settings:read',
      },
      { text: 'nav.admins', to: '/settings/admins', icon: IconUserShield, needs: 'admin:read' },
      { text: 'nav.roles', to: '/settings/roles', icon: IconLock, needs: 'admin:read' },
      { text: 'nav.api-tokens', to: '/settings/api-tokens', icon: IconKey, needs: 'api-token:read' },
    ],
  },
]

export const allowedNavigation = (
  can: (permission: Permission) => boolean,
  ways: GoogleWays | undefined,
): Section[] =>
  navigation.flatMap(({ entries, ...section }) => {
    const [first, ...more] = entries.filter(
      ({ needs, way }) => (!needs || can(needs)) && (!way || ways?.[way]),
    )
    return first ? [{ ...section, entries: [first, ...more] }] : []
  })
