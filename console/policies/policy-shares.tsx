import { Text } from '@mantine/core'
import type { Policy } from '../../src/contract/policy.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'

const states = ['installed', 'pending', 'failed'] as const

/** How far it is on the devices, in words: "12 installed · 3 on its way". */
export function PolicyShares({ policy: { devices } }: { policy: Policy }) {
  const parts = states
    .filter((state) => devices[state] > 0)
    .map((state) => `${formatNumber(devices[state])} ${t(`policy.${state}`).toLowerCase()}`)
  if (parts.length === 0) return null
  return (
    <Text span size="sm" {...(devices.failed > 0 && { c: 'var(--mantine-color-error)' })}>
      {parts.join(' · ')}
    </Text>
  )
}
