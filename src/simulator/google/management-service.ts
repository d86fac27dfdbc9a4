import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { GoogleRefusal, missing, pageOf } from './google-answer.ts'
import type { FakeDevice, FakeOperation, FakeToken, FaultStatus, GoogleState } from './google-state.ts'

export type FakeCall = { method: string; path: string; query: URLSearchParams; body: unknown }

const NewToken = z.strictObject({
  policyName: z.string(),
  additionalData: z.string().max(1024).optional(),
  duration: z.string().regex(/^\d+s$/),
  oneTimeOnly: z.boolean().optional(),
  allowPersonalUsage: z
    .enum(['PERSONAL_USAGE_ALLOWED', 'PERSONAL_USAGE_DISALLOWED', 'PERSONAL_USAGE_DISALLOWED_USERLESS'])
    .optional(),
})
const Change = z.strictObject({
  state: z.enum(['ACTIVE', 'DISABLED']).optional(),
  policyName: z.string().optional(),
  disabledReason: z.object({ defaultMessage: z.string() }).optional(),
})

const Command = z.strictObject({
  type: z.enum(['LOCK', 'REBOOT', 'WIPE']),
  duration: z.string().regex(/^\d+s$/),
})

/** The Android Management API as its documentation has it (android.md 4.1). */
export function answerManagement(state: GoogleState, call: FakeCall): object {
  const { method, path } = call
  const { enterprise } = state
  if (!path.startsWith(`${enterprise}/`)) throw new GoogleRefusal(403, 'The caller does not have permission')
  if (path === `${enterprise}/enrollmentTokens`)
    return method === 'POST' ? createToken(state, call) : listTokens(state, call)
  if (path === `${enterprise}/devices` && method === 'GET') {
    const { items, ...next } = pageOf(state.devices, call.query, state.faults.pageSize)
    return { devices: items.map((device) => shown(state, device)), ...next }
  }
  const token = state.tokens.find(({ name }) => name === path)
  if (token && method === 'DELETE') return without(state.tokens, token)
  if (method !== 'GET') refuse(state.faults.refuseActs)
  else if (path.includes('/operations/')) refuse(state.faults.refuseOperations)
  const operation = state.operations.find(({ name }) => name === path)
  if (operation && method === 'GET') {
    if (state.faults.devicesAnswer) operation.done = true
    return operation
  }
  const device = state.devices.find(({ name }) => name === path.replace(/:issueCommand$/, ''))
  if (!device) throw missing(path)
  if (method === 'POST') return issueCommand(state, device, call)
  if (method === 'DELETE') return without(state.devices, device)
  return method === 'PATCH' ? changeDevice(state, device, call) : shown(state, device)
}

function refuse(status: FaultStatus | null): void {
  if (status === null) return
  throw new GoogleRefusal(
    status,
    `Refused: ${status}.`,
    status === 429 || status === 503 ? { retryAfter: 0 } : {},
  )
}

function issueCommand(state: GoogleState, device: FakeDevice, { body }: FakeCall): object {
  const command = Command.safeParse(body)
  if (!command.success) throw new GoogleRefusal(400, 'Invalid JSON payload received.')
  const name = `${device.name}/operations/${state.operations.length + 1}`
  const operation: FakeOperation = { name, done: false, metadata: command.data }
  state.operations.push(operation)
  return operation
}

function without<T>(items: T[], item: T): object {
  items.splice(items.indexOf(item), 1)
  return {}
}

function createToken(state: GoogleState, { body }: FakeCall): object {
  const read = NewToken.safeParse(body)
  if (!read.success) throw new GoogleRefusal(400, 'Invalid JSON payload received.')
  const value = randomBytes(15).toString('base64url')
  const bundle = { 'com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN': value }
  const prefix = 'android.app.extra.PROVISIONING_'
  const qrCode = JSON.stringify({
    [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]:
      'com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver',
    [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
    [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
      'https://play.google.com/managed/downloadManagingApp?identifier=setup',
    [`${prefix}ADMIN_EXTRAS_BUNDLE`]: bundle,
  })
  const { additionalData, allowPersonalUsage, policyName, duration } = read.data
  const token: FakeToken = {
    // Not given again in the next run either, as at Google.
    name: `${state.enterprise}/enrollmentTokens/${randomBytes(8).toString('hex')}`,
    value,
    qrCode,
    policyName,
    duration,
    expirationTimestamp: new Date(Date.now() + Number.parseInt(duration, 10) * 1000).toISOString(),
    ...(additionalData === undefined ? {} : { additionalData }),
    ...(allowPersonalUsage === undefined ? {} : { allowPersonalUsage }),
  }
  state.tokens.push(token)
  return token
}

/** The secret parts are shown only with the answer that made the token. */
function listTokens(state: GoogleState, { query }: FakeCall): object {
  const { items, ...next } = pageOf(state.tokens, query, state.faults.pageSize)
  return { enrollmentTokens: items.map(withoutSecrets), ...next }
}

const withoutSecrets = (token: FakeToken): object => {
  const { value: _, qrCode: __, ...open } = token
  return open
}

function shown({ faults }: GoogleState, device: FakeDevice): object {
  const { networkInfo: _, ...rest } = device
  return faults.hideNetworkInfo ? rest : device
}

/** Members that the update mask does not name are not changed, however many are sent. */
function changeDevice(state: GoogleState, device: FakeDevice, { query, body }: FakeCall): object {
  const change = Change.safeParse(body)
  if (!change.success) throw new GoogleRefusal(400, 'Invalid JSON payload received.')
  const mask = new Set((query.get('updateMask') ?? '').split(','))
  Object.assign(device, Object.fromEntries(Object.entries(change.data).filter(([name]) => mask.has(name))))
  return shown(state, device)
}
