import { listSentCommands } from '../android/agent/agent-store.ts'
import { takeBackGuess } from '../android/agent/guess-limit.ts'
import { receiveReport } from '../android/agent/receive-report.ts'
import { register } from '../android/agent/register.ts'
import type { Agent } from '../android/agent/agent-store.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import type { HeadwindInfo } from '../protocol/headwind/messages.ts'
import { claimsOfNumber } from '../protocol/headwind/number.ts'
import type { Caller } from './caller.ts'
import type { HeadwindMeans } from './headwind-settings.ts'
import { deleteQuarantined, setQuarantined, type Quarantined } from './quarantine-store.ts'

/** A report is at once the confirmation of what the configuration before it asked for; wiping has one of its own. */
export async function receiveInfo(
  platform: Platform,
  means: HeadwindMeans,
  { caller, info, address }: { caller: Caller; info: HeadwindInfo; address: string },
): Promise<void> {
  if (caller.kind === 'enrolled') return reportFor(platform, caller.agent, { info, address })
  if (caller.kind === 'quarantined')
    return decideQuarantined(platform, means, { quarantined: caller.quarantined, info, address })
}

async function reportFor(
  platform: Platform,
  agent: Agent,
  { info, address }: { info: HeadwindInfo; address: string },
): Promise<void> {
  const sent = await listSentCommands(platform.db, agent.registrationId)
  const results = sent.filter(({ kind }) => kind !== 'wipe').map(({ id }) => ({ id, ok: true }))
  await receiveReport(platform, agent, { facts: factsOf(info), results, leaving: false }, address)
}

/** Its number is no fact of the device: it is what the agent proves itself by. */
function factsOf(info: HeadwindInfo) {
  const { model, serial, cpu, mdmMode, kioskMode, defaultLauncher } = info
  const { androidVersion: osVersion, batteryLevel: battery } = info
  return present({
    model,
    ...radioIds(info),
    serial,
    cpu,
    mdmMode,
    kioskMode,
    defaultLauncher,
    osVersion,
    battery,
  })
}

const present = (facts: Record<string, string | number | boolean | null | undefined>) =>
  Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== undefined && entry[1] !== null,
    ),
  )

/** So often a waiting agent is looked at again, for instance because the list was corrected. */
const againMs = 10 * 60 * 1000

type Waiting = { quarantined: Quarantined; info: HeadwindInfo; address: string }

async function decideQuarantined(
  platform: Platform,
  { acceptSerialAlone }: HeadwindMeans,
  { quarantined, info, address }: Waiting,
): Promise<void> {
  const { db, clock } = platform
  const { id, tokenHash, decidedAt, state } = quarantined
  const now = clock()
  if (decidedAt !== null && now.getTime() - Date.parse(decidedAt) < againMs) return
  const result = await register(platform, {
    request: { ...numbersOf(info, quarantined), model: info.model, osVersion: info.androidVersion },
    address,
    adapted: { tokenHash, serialAlone: acceptSerialAlone, deviceToken: info.deviceId },
  })
  if ('refused' in result)
    await setQuarantined(db, id, { state: state === 'told' ? 'told' : 'refused', decidedAt: now })
  else {
    await takeBackGuess(platform, address, tokenHash.toString('base64url'))
    await deleteQuarantined(db, id)
  }
  // Whoever holds a poll of this agent open looks again.
  await db.transaction().execute((trx) => announce(trx, { topic: 'device', id }))
}

/** The number that it enrolled by counts where its report has none of that kind. */
function numbersOf(info: HeadwindInfo, { named }: Quarantined) {
  const claims = claimsOfNumber(named)
  const radio = radioIds(info)
  return {
    ...('imei' in claims && !radio.imei && !radio.imei2 && !('meid' in radio) ? claims : radio),
    serial: info.serial ?? ('serial' in claims ? claims.serial : undefined),
  }
}

/** What stands under `imei` may be a MEID (android.md 3.5). */
function radioIds({ imei, imei2 }: HeadwindInfo) {
  const isMeid = (text: string | null | undefined) => /^[A-F][0-9A-F]{13}$/i.test(text ?? '')
  return isMeid(imei) ? { meid: imei, imei: imei2 } : { imei, imei2 }
}
