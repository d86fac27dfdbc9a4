import type { ReadinessCheck, ReadinessFix } from '../contract/readiness.ts'
import type { DeviceFacts, Surroundings } from './facts.ts'

/** What one check finds; undefined where it has nothing to judge. */
export type Finding = Omit<ReadinessCheck, 'id'> | undefined
export type Judge = (device: DeviceFacts, around: Surroundings) => Finding

export const pass = (message: string): Finding => ({ ok: true, severity: 'info', message, fix: null })

const failure =
  (severity: ReadinessCheck['severity']) =>
  (message: string, fix: ReadinessFix | null = null): Finding => ({ ok: false, severity, message, fix })

/** Keeps the device from being ready. */
export const fail = failure('error')
export const warn = failure('warning')
export const hint = failure('info')

export const editDevice = ({ id }: DeviceFacts, label: string): ReadinessFix => ({
  kind: 'link',
  label,
  link: `/devices/${id}/edit`,
  permission: 'device:write',
})

export const openPage = (label: string, link: string, permission: ReadinessFix['permission']) =>
  ({ kind: 'link', label, link, permission }) as const

export const minute = (time: string): string =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Times in messages; the console shows them as they are. */
export const dayOf = (time: string): string => new Date(time).toISOString().slice(0, 10)
