import { queryOptions } from '@tanstack/react-query'
import {
  AndroidDevice,
  AndroidState,
  RevokedAgent,
  type NewAndroidCommand,
} from '../../src/contract/android-command.ts'
import { call } from '../api/call.ts'

/** Its first word is the topic of the events that make it old. */
export const androidOptions = (device: string) =>
  queryOptions({
    queryKey: ['device', 'android', device],
    queryFn: ({ signal }) => call(AndroidDevice, `/devices/${device}/android`, { signal }),
  })

export const commandAndroid = (device: string, order: NewAndroidCommand): Promise<AndroidState> =>
  call(AndroidState, `/devices/${device}/android/commands`, { method: 'POST', json: order })

export const revokeAgent = (device: string): Promise<RevokedAgent> =>
  call(RevokedAgent, `/devices/${device}/android/token/revoke`, { method: 'POST' })
