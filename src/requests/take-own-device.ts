import { sql } from 'kysely'
import type { OwnDeviceListener } from '../android/agent/own-device.ts'
import { announce } from '../platform/events/live.ts'
import { lockRequest, selectRequests, setRequest } from './request-store.ts'
import { linkStateOf } from './request.ts'

/** The request that somebody without a device got is about the one that they bring; it is accepted once that has enrolled. */
export const takeOwnDevice: OwnDeviceListener = async (trx, { userId, now }) => {
  const live = sql`r.user_id = ${userId} and r.device_id is null and r.ended_at is null and r.expires_at > ${now}`
  const [open] = await selectRequests(trx, live, { now, limit: 1 })
  const request = open && (await lockRequest(trx, open.id, now))?.request
  const isOpen = request && request.device === null && linkStateOf(request, now) === 'open'
  return async (deviceId) => {
    if (!isOpen) return
    await setRequest(trx, request.id, { device_id: deviceId })
    await announce(trx, { topic: 'request', id: request.id })
  }
}
