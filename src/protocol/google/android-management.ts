import { z } from 'zod'
import type { GoogleSession } from './google-session.ts'

/** Android Management API, v1, as far as enrollment and a few acts go (android.md 4.1). Members that nobody here reads are ignored. */
export const managementScope = 'https://www.googleapis.com/auth/androidmanagement'

const text = z.string().max(2000).optional()

/** What is only shown: a device is read also when Google writes it in another form one day. */
const shownText = text.catch(undefined)

/** `value` and `qrCode` come once, with the answer that makes the token. */
export const EnrollmentToken = z.object({
  name: z.string().min(1).max(300),
  value: text,
  qrCode: z.string().max(20_000).optional(),
  expirationTimestamp: text,
  policyName: text,
  additionalData: text,
})
export type EnrollmentToken = z.infer<typeof EnrollmentToken>

export const ManagedDevice = z.object({
  /** `enterprises/E/devices/D`. */
  name: z.string().min(1).max(300),
  /** ACTIVE, DISABLED, DELETED, PROVISIONING, LOST and others. */
  state: text,
  appliedState: text,
  policyName: text,
  enrollmentTokenName: text,
  enrollmentTokenData: text,
  enrollmentTime: text,
  lastStatusReportTime: text,
  lastPolicySyncTime: shownText,
  appliedPolicyName: shownText,
  apiLevel: z.int().optional().catch(undefined),
  policyCompliant: z.boolean().optional().catch(undefined),
  /** SECURE, AT_RISK, POTENTIALLY_COMPROMISED. */
  securityPosture: z.object({ devicePosture: text }).partial().optional().catch(undefined),
  managementMode: text,
  ownership: text,
  previousDeviceNames: z.array(z.string()).optional(),
  hardwareInfo: z
    .object({ manufacturer: text, brand: text, model: text, serialNumber: text })
    .partial()
    .optional(),
  softwareInfo: z.object({ androidVersion: text, securityPatchLevel: shownText }).partial().optional(),
  /** Only when the policy asks for it (statusReportingSettings.networkInfoEnabled). */
  networkInfo: z
    .object({ imei: text, meid: text, telephonyInfos: z.array(z.object({ imei: text }).partial()) })
    .partial()
    .optional(),
})
export type ManagedDevice = z.infer<typeof ManagedDevice>

/**
 * What became of a command (google.longrunning.Operation). `metadata` is the command itself, whose `errorCode` says more than
 * `error`, where there is one.
 */
export const Operation = z.object({
  name: z.string().regex(/^enterprises\/[^/?#]+\/devices\/[^/?#]+\/operations\/[^/?#]{1,300}$/),
  done: z.boolean().default(false),
  error: z.object({ message: text }).optional(),
  metadata: z.looseObject({ errorCode: text }).optional().catch(undefined),
})
export type Operation = z.infer<typeof Operation>

export type DeviceCommand = {
  /** WIPE is a factory reset of a device that the company owns, once the device takes the command. */
  type: 'LOCK' | 'REBOOT' | 'WIPE'
  /** So long Google keeps it for the device; without it that is ten minutes. */
  seconds: number
}

export type NewEnrollmentToken = {
  policyName: string
  /** From one minute to some 10,000 years. */
  seconds: number
  /** Comes back with each device as `enrollmentTokenData`; at most 1,024 characters. */
  additionalData: string
}

export type AndroidManagement = {
  createToken(enterprise: string, token: NewEnrollmentToken): Promise<EnrollmentToken>
  listTokens(enterprise: string): AsyncGenerator<EnrollmentToken>
  deleteToken(name: string): Promise<void>
  listDevices(enterprise: string): AsyncGenerator<ManagedDevice>
  getDevice(name: string): Promise<ManagedDevice>
  /** Only the members in `change`; each is named in the update mask. */
  patchDevice(name: string, change: DeviceChange): Promise<ManagedDevice>
  issueCommand(name: string, command: DeviceCommand): Promise<Operation>
  getOperation(name: string): Promise<Operation>
  /** The device erases itself, as far as Google reaches it; Google knows nothing of it any more. */
  deleteDevice(name: string): Promise<void>
}
export type DeviceChange = {
  state?: 'ACTIVE' | 'DISABLED'
  policyName?: string
  disabledReason?: { defaultMessage: string }
}

const Nothing = z.unknown()

/** `baseUrl`: https://androidmanagement.googleapis.com, or that of a fake. Names of Google's hold slashes on purpose. */
export function androidManagement(session: GoogleSession, baseUrl: string): AndroidManagement {
  const at = (path: string, query: Record<string, string> = {}) => {
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}/v1/${path}`)
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    return url
  }

  async function* pages<T>(path: string, member: string, shape: z.ZodType<T>): AsyncGenerator<T> {
    const Page = z.object({ [member]: z.array(shape).default([]), nextPageToken: z.string().optional() })
    for (let pageToken: string | undefined; ;) {
      const url = at(path, { pageSize: '100', ...(pageToken ? { pageToken } : {}) })
      const page = await session.call({ method: 'GET', url }, Page)
      yield* page[member] as T[]
      const next = page['nextPageToken'] as string | undefined
      if (!next || next === pageToken) return
      pageToken = next
    }
  }

  return {
    createToken: (enterprise, { policyName, seconds, additionalData }) =>
      session.call(
        {
          method: 'POST',
          url: at(`${enterprise}/enrollmentTokens`),
          body: {
            policyName,
            additionalData,
            duration: `${seconds}s`,
            oneTimeOnly: false,
            allowPersonalUsage: 'PERSONAL_USAGE_DISALLOWED',
          },
        },
        EnrollmentToken,
      ),
    listTokens: (enterprise) => pages(`${enterprise}/enrollmentTokens`, 'enrollmentTokens', EnrollmentToken),
    async deleteToken(name) {
      await session.call({ method: 'DELETE', url: at(name) }, Nothing)
    },
    listDevices: (enterprise) => pages(`${enterprise}/devices`, 'devices', ManagedDevice),
    getDevice: (name) => session.call({ method: 'GET', url: at(name) }, ManagedDevice),
    patchDevice: (name, change) =>
      session.call(
        { method: 'PATCH', url: at(name, { updateMask: Object.keys(change).join(',') }), body: change },
        ManagedDevice,
      ),
    issueCommand: (name, { type, seconds }) =>
      session.call(
        { method: 'POST', url: at(`${name}:issueCommand`), body: { type, duration: `${seconds}s` } },
        Operation,
      ),
    getOperation: (name) => session.call({ method: 'GET', url: at(name) }, Operation),
    async deleteDevice(name) {
      await session.call({ method: 'DELETE', url: at(name) }, Nothing)
    },
  }
}
