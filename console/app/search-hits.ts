import { type Icon, IconDeviceMobile, IconQrcode, IconUser } from '@tabler/icons-react'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { NavigateOptions } from '@tanstack/react-router'
import { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import { page } from '../../src/contract/common.ts'
import { Device } from '../../src/contract/device.ts'
import { User } from '../../src/contract/user.ts'
import { call } from '../api/call.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import type { Entry } from './navigation.ts'
import { useNavigation } from './use-navigation.ts'

export type Hit = { key: string; icon: Icon; title: string; note: string; target: NavigateOptions }

const deviceHits = (q: string) =>
  queryOptions({
    queryKey: ['device', 'search', q],
    queryFn: ({ signal }) => call(page(Device), '/devices', { query: { q, limit: 8 }, signal }),
    placeholderData: keepPreviousData,
  })
const userHits = (q: string) =>
  queryOptions({
    queryKey: ['user', 'search', q],
    queryFn: ({ signal }) => call(page(User), '/users', { query: { q, limit: 5 }, signal }),
    placeholderData: keepPreviousData,
  })
const bulkHits = (q: string) =>
  queryOptions({
    queryKey: ['bulk-enrollment', 'search', q],
    queryFn: ({ signal }) =>
      call(page(BulkEnrollment), '/bulk-enrollments', { query: { q, limit: 5 }, signal }),
    placeholderData: keepPreviousData,
  })

export function useHits(text: string): { hits: Hit[]; busy: boolean } {
  const can = useCan()
  const devices = useQuery({ ...deviceHits(text), enabled: text !== '' && can('device:read') })
  const users = useQuery({ ...userHits(text), enabled: text !== '' && can('user:read') })
  const bulks = useQuery({ ...bulkHits(text), enabled: text !== '' && can('bulk-enrollment:read') })
  const pages = useNavigation().flatMap((section) => section.entries)
  if (text === '') return { hits: [], busy: false }
  return {
    busy: [devices, users, bulks].some(({ isFetching }) => isFetching),
    hits: [
      ...(devices.data?.items ?? []).map(deviceHit),
      ...(users.data?.items ?? []).map(userHit),
      ...(bulks.data?.items ?? []).map(bulkHit),
      ...pages.map(pageHit).filter(({ title }) => title.toLowerCase().includes(text.toLowerCase())),
    ],
  }
}

const deviceHit = ({ id, identifier, displayName, serial, imei, userName }: Device): Hit => ({
  key: `device ${id}`,
  icon: IconDeviceMobile,
  title: identifier,
  note: [displayName, serial ?? imei, userName].filter(Boolean).join(' · '),
  target: { to: '/devices/$id', params: { id } },
})

const userHit = ({ id, userName, name, email }: User): Hit => ({
  key: `user ${id}`,
  icon: IconUser,
  title: userName,
  note: [name, email].filter(Boolean).join(' · '),
  target: { to: '/users/$id', params: { id } },
})

const bulkHit = ({ id, name, description, deviceCount }: BulkEnrollment): Hit => ({
  key: `bulk ${id}`,
  icon: IconQrcode,
  title: name,
  note: [t('nav.bulk'), description, t('search.devices', { count: deviceCount })].filter(Boolean).join(' · '),
  target: { to: '/bulk/$id', params: { id } },
})

const pageHit = ({ text, icon, to }: Entry): Hit => ({
  key: `page ${to}`,
  icon,
  title: t(text),
  note: t('search.pages'),
  target: { to },
})
