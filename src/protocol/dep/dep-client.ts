import type { z } from 'zod'
import { authorization } from '../oauth1/sign.ts'
import { DepError } from './dep-error.ts'
import { DepSession } from './dep-session.ts'
import { readResults, type DeviceResult } from './device-results.ts'
import { StoredProfile, type Profile } from './profile.ts'
import { readDepError, readErrorBody } from './read-error.ts'
import type { ServerToken } from './server-token.ts'
import { addressOf, send, type Answer, type Request, type Transport } from './transport.ts'
import {
  Account,
  ActivationLockAnswer,
  BetaTokensAnswer,
  DefineAnswer,
  DeviceDetails,
  DevicePage,
  Replacement,
  ResultsAnswer,
  SessionAnswer,
  type BetaToken,
  type Device,
} from './wire.ts'

export type DepClientOptions = Transport & { token: ServerToken; now: () => Date; nonce: () => string }

export type AssignResults = { devices: Map<string, DeviceResult>; retry_after_seconds: number | undefined }
export type DefinedProfile = { profile_uuid: string; devices: Map<string, DeviceResult> }

/** Apple's device assignment service. Every method throws DepError and nothing else, unless `signal` is aborted. */
export type DepClient = {
  account(): Promise<Account>
  /** Every device of this server, page by page; the last cursor is where sync begins. */
  fetchDevices(o?: { cursor?: string; limit?: number }): Promise<DevicePage>
  /** What has changed since the cursor; may tell of a device more than once. */
  syncDevices(o: { cursor: string; limit?: number }): Promise<DevicePage>
  devices(serials: readonly string[]): Promise<Map<string, Device>>
  /** For good: the organization loses the devices. */
  disown(serials: readonly string[]): Promise<Map<string, DeviceResult>>
  defineProfile(profile: Profile, serials?: readonly string[]): Promise<DefinedProfile>
  profile(uuid: string): Promise<StoredProfile>
  /** Apple asks for at most 1,000 serial numbers at a time. */
  assignProfile(uuid: string, serials: readonly string[]): Promise<AssignResults>
  removeProfile(serials: readonly string[]): Promise<Map<string, DeviceResult>>
  /** Apple's word. `escrowKey` is the hash of a bypass code; without one only who made the server can unlock. */
  lockActivation(o: { serial: string; escrowKey?: string; lostMessage?: string }): Promise<string>
  /** Which device Apple gave this one for; undefined when it is no replacement. */
  replacement(serial: string): Promise<Replacement | undefined>
  /** Undefined when the organization has not turned on AppleSeed for IT. */
  betaTokens(): Promise<BetaToken[] | undefined>
}

export function depClient(options: DepClientOptions): DepClient {
  const session = new DepSession(() => openSession(options))
  const call = <S extends z.ZodType>(schema: S, method: string, path: string, body?: unknown) =>
    callWithSession(options, session, { method, path, headers: {}, body }).then((answer) =>
      read(schema, answer),
    )

  const results = async (method: string, path: string, serials: readonly string[], more = {}) => {
    if (serials.length === 0)
      return { devices: new Map<string, DeviceResult>(), retry_after_seconds: undefined }
    const answer = await call(ResultsAnswer, method, path, { ...more, devices: serials })
    return { devices: readResults(answer.devices, serials), retry_after_seconds: answer.retry_after_seconds }
  }

  return {
    account: () => call(Account, 'GET', '/account'),
    fetchDevices: (page = {}) => call(DevicePage, 'POST', '/server/devices', page),
    syncDevices: (page) => call(DevicePage, 'POST', '/devices/sync', page),
    devices: async (serials) =>
      serials.length === 0 ? new Map() : call(DeviceDetails, 'POST', '/devices', { devices: serials }),
    disown: async (serials) => (await results('POST', '/devices/disown', serials)).devices,
    defineProfile: async (profile, serials = []) => {
      const answer = await call(DefineAnswer, 'POST', '/profile', { ...profile, devices: serials })
      return { profile_uuid: answer.profile_uuid, devices: readResults(answer.devices, serials) }
    },
    profile: (uuid) => call(StoredProfile, 'GET', `/profile?profile_uuid=${encodeURIComponent(uuid)}`),
    assignProfile: (uuid, serials) => results('POST', '/profile/devices', serials, { profile_uuid: uuid }),
    removeProfile: async (serials) => (await results('DELETE', '/profile/devices', serials)).devices,
    lockActivation: async ({ serial, escrowKey, lostMessage }) => {
      const wish = { device: serial, escrow_key: escrowKey, lost_message: lostMessage }
      return (await call(ActivationLockAnswer, 'POST', '/device/activationlock', wish)).response_status
    },
    // Documented as 404, and 400 in fact; both with the code.
    replacement: (serial) =>
      call(Replacement, 'GET', `/device/replacementDetails?device=${encodeURIComponent(serial)}`).catch(
        unlessCode('DEVICE_NOT_FOUND'),
      ),
    betaTokens: () =>
      call(BetaTokensAnswer, 'GET', '/os-beta-enrollment/tokens').catch(
        unlessCode('APPLE_SEED_FOR_IT_TURNED_OFF'),
      ),
  }
}

/** A refusal that says "there is none". */
const unlessCode = (code: string) => (error: unknown) => {
  if (error instanceof DepError && error.appleCode === code) return undefined
  throw error
}

/** A session that Apple no longer knows is opened again, once; a refusal that persists is the answer. */
async function callWithSession(o: DepClientOptions, session: DepSession, request: Request): Promise<Answer> {
  const token = await session.token()
  const first = await sendIn(o, session, request, token)
  const answer = isSessionRefused(first)
    ? await sendIn(o, session, request, await session.token(token))
    : first
  if (answer.status >= 200 && answer.status < 300) return answer
  throw readDepError(answer, { isSession: false, now: o.now() })
}

async function sendIn(
  o: DepClientOptions,
  session: DepSession,
  request: Request,
  token: string,
): Promise<Answer> {
  const answer = await send(o, { ...request, headers: { ...request.headers, 'X-ADM-Auth-Session': token } })
  if (!isSessionRefused(answer)) session.adopt(answer.headers.get('x-adm-auth-session'))
  return answer
}

/** Apple's 401, and the 403 that its simulator sends; not when they say that the server token is dead. */
function isSessionRefused({ status, body }: Answer): boolean {
  const { code, deadToken } = readErrorBody(body)
  return !deadToken && (status === 401 || (status === 403 && code === 'FORBIDDEN'))
}

/** A second try with a new nonce, because Apple answers a repeated one with 401 as well. */
async function openSession(o: DepClientOptions): Promise<string> {
  let answer = await send(o, sessionRequest(o))
  if (answer.status === 401) answer = await send(o, sessionRequest(o))
  if (answer.status !== 200) throw readDepError(answer, { isSession: true, now: o.now() })
  return read(SessionAnswer, answer).auth_session_token
}

function sessionRequest(o: DepClientOptions): Request {
  const { consumerKey, consumerSecret, accessToken, accessSecret } = o.token
  const credentials = { consumerKey, consumerSecret, token: accessToken, tokenSecret: accessSecret }
  const stamp = {
    timestamp: Math.floor(o.now().getTime() / 1000),
    nonce: o.nonce(),
    version: '1.0',
    realm: 'ADM',
  } as const
  const path = '/session'
  return {
    method: 'GET',
    path,
    headers: { Authorization: authorization('GET', addressOf(o, { path }), credentials, stamp) },
  }
}

function read<S extends z.ZodType>(schema: S, { status, headers, body }: Answer): z.output<S> {
  const requestId = headers.get('x-apple-request-uuid') ?? undefined
  const facts = { status, ...(requestId === undefined ? {} : { requestId }) }
  const { success, data, error } = schema.safeParse(parseJson(body, facts))
  if (success) return data
  const where = error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ')
  throw new DepError('protocol', `Apple's service answered something that we cannot read (${where})`, facts)
}

function parseJson(body: string, facts: { status: number; requestId?: string }): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // The cause would quote the answer, which may hold a session token.
    throw new DepError('protocol', `Apple's service answered something that is not JSON`, facts)
  }
}
