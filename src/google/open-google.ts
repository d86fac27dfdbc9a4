import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import {
  androidManagement,
  managementScope,
  type AndroidManagement,
} from '../protocol/google/android-management.ts'
import { googleSession } from '../protocol/google/google-session.ts'
import { ServiceAccountKey } from '../protocol/google/service-account.ts'
import { zeroTouch, zeroTouchScope, type ZeroTouch } from '../protocol/google/zero-touch.ts'
import { keyPlace, loadGoogleSettings, type StoredGoogle } from './google-settings-store.ts'
import type { GoogleUrls } from './google-urls.ts'

export type GooglePlatform = Pick<Platform, 'db' | 'secrets' | 'clock' | 'fetch'>

/** Opens Google's services with the settings as they stand; undefined where they are not set up. */
export type Google = {
  management(signal?: AbortSignal): Promise<Management | undefined>
  zeroTouch(signal?: AbortSignal): Promise<{ api: ZeroTouch; customer: string } | undefined>
}
export type Management = { api: AndroidManagement; settings: StoredGoogle }

export function openGoogle(platform: GooglePlatform, urls: GoogleUrls): Google {
  const { db, secrets, clock, fetch } = platform
  const sessionFor = (sealed: string, scope: string, signal: AbortSignal | undefined) =>
    googleSession({
      fetch,
      tokenUrl: urls.token,
      key: ServiceAccountKey.parse(JSON.parse(secrets.openText(keyPlace, Buffer.from(sealed, 'base64')))),
      scope,
      now: clock,
      wait: (ms) => sleep(ms, undefined, { signal }),
      signal,
    })
  return {
    async management(signal) {
      const settings = await loadGoogleSettings(db)
      if (settings.keySealed === null || settings.enterprise === '') return undefined
      const session = sessionFor(settings.keySealed, managementScope, signal)
      return { api: androidManagement(session, urls.management), settings }
    },
    async zeroTouch(signal) {
      const { keySealed, zeroTouchCustomer: customer } = await loadGoogleSettings(db)
      if (keySealed === null || customer === '') return undefined
      return { api: zeroTouch(sessionFor(keySealed, zeroTouchScope, signal), urls.zeroTouch), customer }
    },
  }
}

export async function openOrRefuse<T>(opened: Promise<T | undefined>): Promise<T> {
  const found = await opened
  if (found === undefined) throw new Problem('google.not-configured')
  return found
}
