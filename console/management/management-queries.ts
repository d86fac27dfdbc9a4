import { queryOptions } from '@tanstack/react-query'
import { EscrowedSecret, type EscrowKind, Management } from '../../src/contract/management.ts'
import { RefusedMessages } from '../../src/contract/refused-message.ts'
import { call } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** What happens to a device makes it stale: its topic is the device's. */
export const managementOptions = (device: string) =>
  queryOptions({
    queryKey: ['device', 'management', device],
    queryFn: ({ signal }) => call(Management, `/devices/${device}/management`, { signal }),
  })

export const revealEscrow = (device: string, kind: EscrowKind): Promise<EscrowedSecret> =>
  call(EscrowedSecret, `/devices/${device}/escrow/${kind}`, { method: 'POST' })

export const refusedListOptions = () => ({
  ...listOptions('refused', '/refused-messages', RefusedMessages, {}),
  // No live event tells of them, so they are read again whenever somebody looks.
  refetchOnMount: 'always' as const,
})
