import { z } from 'zod'

/** What the next calls of a path meet instead of, or on top of, the proper answer. */
const NextFault = z.strictObject({
  /** Path of the DEP service, or `*` for any. */
  path: z.string().regex(/^(\/[\w/-]*|\*)$/, 'a path such as /devices/sync, or *'),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  /** Only calls for this MDM server. */
  server: z.string().optional(),
  /** Calls that pass before. */
  skip: z.int().min(0).default(0),
  times: z.int().min(1).default(1),
  status: z.int().min(200).max(599).optional(),
  /** Apple's word for it, in the form of `errorForm`; with 400 unless `status` says another. */
  code: z.string().optional(),
  body: z.string().optional(),
  /** Whatever the answer says, what was asked for was done. */
  changeMade: z.boolean().default(false),
  contentType: z.string().optional(),
  /** Answers as a proxy does: an HTML page. */
  html: z.boolean().default(false),
  /** Seconds, or a date as HTTP writes it. */
  retryAfter: z.union([z.int().min(0), z.string()]).optional(),
  delayMs: z.int().min(0).max(600_000).default(0),
  /** `before`: nothing happened; `after`: the change was made, the answer is lost; `midway`: half of the answer arrives. */
  dropConnection: z.enum(['before', 'after', 'midway']).optional(),
  /** Apple's defect: the cursor of the request comes back with `more_to_follow: true`. */
  sameCursor: z.boolean().default(false),
  /** Records that are missing in a page of devices, for good: the first ones, or those of these serial numbers. */
  dropDevices: z.union([z.int().min(1), z.array(z.string())]).optional(),
})
export type NextFault = z.output<typeof NextFault>

const serials = z.array(z.string())

const Script = z.strictObject({
  /** Starts from no faults. */
  reset: z.boolean(),
  next: z.array(NextFault),
  /** Added to every answer. */
  latencyMs: z.int().min(0).max(600_000),
  termsNotSigned: z.boolean(),
  accessDenied: z.boolean(),
  /** AppleSeed for IT is off: no beta tokens. */
  seedTurnedOff: z.boolean(),
  /** The kind of organization has neither Activation Lock nor account-driven enrollment. */
  organizationNotSupported: z.boolean(),
  tokenRevoked: z.boolean(),
  /** The Apple Account that made the token is gone. */
  creatorRemoved: z.boolean(),
  /** 403: a lost session answers as Apple's old simulator does. */
  lostSessionStatus: z.union([z.literal(401), z.literal(403)]),
  rotateSessions: z.boolean(),
  errorForm: z.enum(['bare', 'quoted', 'object']),
  /** Serial numbers that get this answer from assign and define. */
  throttled: serials,
  failed: serials,
  /** Serial numbers that are left out of the answer. */
  unanswered: serials,
  /** Sent with throttled devices, to clients of protocol 10. */
  retryAfterSeconds: z.int().min(1).nullable(),
})

export type Faults = Omit<z.output<typeof Script>, 'reset'>

/** A change of the script: members that are absent stay. */
export const FaultChange = Script.partial()
export type FaultChange = z.input<typeof FaultChange>

export const noFaults = (): Faults => ({
  next: [],
  latencyMs: 0,
  termsNotSigned: false,
  accessDenied: false,
  seedTurnedOff: false,
  organizationNotSupported: false,
  tokenRevoked: false,
  creatorRemoved: false,
  lostSessionStatus: 401,
  rotateSessions: false,
  errorForm: 'bare',
  throttled: [],
  failed: [],
  unanswered: [],
  retryAfterSeconds: null,
})

export function changeFaults(faults: Faults, change: z.output<typeof FaultChange>): Faults {
  const { reset = false, ...members } = change
  const named = Object.entries(members).filter(([, value]) => value !== undefined)
  return { ...(reset ? noFaults() : faults), ...Object.fromEntries(named) }
}

export type FaultedCall = { method: string; path: string; server: string | undefined }

/** The fault for this call, counted down; undefined when the script has none. */
export function takeFault(faults: Faults, call: FaultedCall): NextFault | undefined {
  for (const [index, fault] of faults.next.entries()) {
    if (!isFor(fault, call)) continue
    if (fault.skip > 0) {
      fault.skip -= 1
      continue
    }
    fault.times -= 1
    if (fault.times === 0) faults.next.splice(index, 1)
    return fault
  }
  return undefined
}

const isFor = (fault: NextFault, { method, path, server }: FaultedCall) =>
  (fault.path === path || fault.path === '*') &&
  (fault.method ?? method) === method &&
  (fault.server ?? server) === server
