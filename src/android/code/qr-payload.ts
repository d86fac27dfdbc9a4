import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { QrPayload } from '../../contract/bulk-configuration.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import {
  keyOf,
  provisioningJson,
  provisioningPayload,
  type Provisioning,
} from '../../protocol/android/provisioning.ts'
import { describe, findConfigured, provisioningOf, type Configured } from './configuration.ts'
import { noteCodeShown } from './note-code-shown.ts'

/** The payload for each carrier. */
export async function qrPayload(platform: Platform, id: string): Promise<z.infer<typeof QrPayload>> {
  const configured = await findConfigured(platform, id)
  const provisioning = provisioningOf(platform, configured)
  const payload = provisioningPayload(provisioning)
  return {
    payload,
    zeroTouch: zeroTouchExtras(provisioning),
    knox: { ...provisioning.bundle },
    shortCode: shortCodeOf(provisioningJson(payload)),
    tokenExpiresAt: configured.record.bulk.tokenExpiresAt,
  }
}

/** The portal says which app and where from; the switches and the bundle are ours (android.md 4.2). */
function zeroTouchExtras({ systemExtras, bundle }: Provisioning): Record<string, unknown> {
  const switches = Object.entries(systemExtras).filter(([short]) => !short.startsWith('WIFI_'))
  return {
    ...Object.fromEntries(switches.map(([short, value]) => [keyOf(short, false), value])),
    [keyOf('ADMIN_EXTRAS_BUNDLE', false)]: { ...bundle },
  }
}

/** The same for the same payload, so that two prints can be told apart. */
export const shortCodeOf = (json: string): string =>
  createHash('sha256').update(json).digest('hex').slice(0, 6).toUpperCase()

/** A code that can work. Whoever draws it has its token: that is noted. */
export async function readyCode(platform: Platform, actor: Actor, id: string) {
  const configured = await findConfigured(platform, id)
  const level = levelOrRefuse(platform, configured)
  const json = provisioningJson(provisioningPayload(provisioningOf(platform, configured)))
  await noteCodeShown(platform.db, actor, { id, shortCode: shortCodeOf(json) })
  return { json, level }
}

function levelOrRefuse(platform: Platform, configured: Configured): 'L' | 'M' {
  const { findings, qr } = describe(platform, configured)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || qr.errorCorrection === null)
    throw new Problem('bulk-enrollment.not-configured', {
      detail: errors.map(({ message }) => message).join('; '),
      errors: errors.map(({ pointer, code, message }) => ({ pointer, code, message })),
    })
  return qr.errorCorrection
}
