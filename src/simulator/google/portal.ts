import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { GoogleRefusal } from './google-answer.ts'
import { emptyGoogle, type FakeDevice, type GoogleState } from './google-state.ts'
import { carryOut, enrollPhone, Phone } from './phones.ts'
import { googlePortalHelp } from './portal-help.ts'
import { Claim, claimPhones } from './reseller.ts'

const status = z.literal([403, 404, 409, 429, 503]).nullable()
export const FaultChange = z
  .strictObject({
    reset: z.boolean(),
    keyRefused: z.boolean(),
    tokensEnd: z.boolean(),
    denied: z.boolean(),
    termsOpen: z.boolean(),
    busy: z.int().min(0),
    refuseActs: status,
    refuseOperations: status,
    hideNetworkInfo: z.boolean(),
    devicesAnswer: z.boolean(),
    pageSize: z.int().min(1).max(100),
  })
  .partial()
export type FaultChange = z.infer<typeof FaultChange>

const Which = z.strictObject({ device: z.string() })
const Report = Which.extend({ osVersion: z.string().optional(), compliant: z.boolean().optional() })
const App = z.strictObject({ packageName: z.string().min(1), name: z.string().min(1) })

type Visit = { state: GoogleState; body: unknown }

/** What people, phones and resellers do at Google, for whoever plays them. */
const routes: Record<string, (visit: Visit) => object> = {
  'GET /portal/state': ({ state }) => ({ ...state, calls: state.calls.length }),
  'POST /portal/devices': ({ state, body }) => enrollPhone(state, read(Phone, body)),
  'POST /portal/report': ({ state, body }) => report(state, read(Report, body)),
  'POST /portal/delete': ({ state, body }) => {
    const device = findDevice(state, read(Which, body).device)
    state.devices.splice(state.devices.indexOf(device), 1)
    return { deleted: device.name }
  },
  'POST /portal/zero-touch/devices': ({ state, body }) => {
    const claimed = claimPhones(state, read(z.strictObject({ add: Claim }), body).add)
    return { added: claimed.map(({ deviceIdentifier }) => deviceIdentifier) }
  },
  'POST /portal/zero-touch/apps': ({ state, body }) => addApp(state, read(App, body)),
  'POST /portal/faults': ({ state, body }) => changeFaults(state, read(FaultChange, body)),
}

export function answerGooglePortal(
  state: GoogleState,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (request.method === 'GET' && pathname === '/portal')
    return reply.type('text/plain').send(`${googlePortalHelp}\n`)
  const route = routes[`${request.method} ${pathname}`]
  if (!route)
    return reply
      .code(404)
      .send({ error: 'There is nothing at this address; GET /portal tells what there is' })
  try {
    return reply.send(route({ state, body: request.body }))
  } catch (error) {
    if (!(error instanceof GoogleRefusal)) throw error
    return reply.code(error.status).send({ error: error.message })
  }
}

/** curl says that JSON is a form unless it is told. */
function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(typeof body === 'string' ? parse(body) : body)
  if (success) return data
  const faults = error.issues.map(({ path, message }) => [...path, message].join(': '))
  throw new GoogleRefusal(400, faults.join('; '))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new GoogleRefusal(400, 'The body is not JSON')
  }
}

/** A device by its name at Google, or by a number of it. */
function findDevice({ devices }: GoogleState, key: string): FakeDevice {
  const found = devices.findLast(
    ({ name, hardwareInfo, networkInfo }) =>
      name === key || hardwareInfo.serialNumber === key || networkInfo?.imei === key,
  )
  if (!found) throw new GoogleRefusal(404, `There is no device ${key}`)
  return found
}

function report(state: GoogleState, { device: key, osVersion, compliant }: z.infer<typeof Report>): object {
  const device = findDevice(state, key)
  const did = carryOut(state, device)
  device.lastStatusReportTime = new Date().toISOString()
  device.appliedState = device.state
  if (osVersion !== undefined) device.softwareInfo = { ...device.softwareInfo, androidVersion: osVersion }
  if (compliant !== undefined) device.policyCompliant = compliant
  return { did, device }
}

function addApp({ zeroTouch, customer }: GoogleState, { name, packageName }: z.infer<typeof App>): object {
  const app = { name: `${customer}/dpcs/${packageName}`, dpcName: name, packageName }
  zeroTouch.dpcs.push(app)
  return app
}

/** How devices and pages are is no fault, and stays. */
export function changeFaults(state: GoogleState, { reset = false, ...change }: FaultChange): object {
  const { devicesAnswer, pageSize } = state.faults
  if (reset) state.faults = { ...emptyGoogle().faults, devicesAnswer, pageSize }
  return Object.assign(state.faults, change)
}
