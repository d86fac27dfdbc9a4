import { z } from 'zod'
import { GoogleRefusal, missing, pageOf } from './google-answer.ts'
import type { FakeConfiguration, GoogleState } from './google-state.ts'
import type { FakeCall } from './management-service.ts'

const NewConfiguration = z.strictObject({
  configurationName: z.string().min(1),
  dpcResourcePath: z.string().min(1),
  dpcExtras: z.string(),
  companyName: z.string().min(1),
  contactEmail: z.string().min(1),
  contactPhone: z.string().min(1),
  customMessage: z.string().optional(),
})
const Applied = z.strictObject({
  device: z.strictObject({ deviceId: z.string() }),
  configuration: z.string().optional(),
})

/** The customer API of zero-touch as its documentation has it (android.md 4.2). */
export function answerZeroTouch(state: GoogleState, call: FakeCall): object {
  const { method, path, query } = call
  const { customer, zeroTouch, faults } = state
  if (faults.termsOpen) throw termsOpen()
  if (method === 'GET' && path === `${customer}/dpcs`) return { dpcs: zeroTouch.dpcs }
  if (path === `${customer}/configurations`)
    return method === 'POST' ? create(state, call) : { configurations: zeroTouch.configurations }
  if (method === 'GET' && path === `${customer}/devices`) {
    const { items, ...next } = pageOf(zeroTouch.devices, query, faults.pageSize)
    return { devices: items, ...next }
  }
  if (method === 'POST' && path === `${customer}/devices:applyConfiguration`) return apply(state, call)
  if (method === 'POST' && path === `${customer}/devices:removeConfiguration`) return remove(state, call)
  throw missing(path)
}

const termsOpen = () =>
  new GoogleRefusal(403, 'The Terms of Service were not accepted.', {
    details: [
      {
        '@type': 'type.googleapis.com/google.android.device.provisioning.v1.TosError',
        latestTosAccepted: false,
      },
    ],
  })

function create({ customer, zeroTouch }: GoogleState, { body }: FakeCall): object {
  const read = NewConfiguration.safeParse(body)
  if (!read.success) throw new GoogleRefusal(400, 'Request contains an invalid argument.')
  JSON.parse(read.data.dpcExtras)
  const name = `${customer}/configurations/${zeroTouch.configurations.length + 1}`
  const configuration: FakeConfiguration & object = { ...read.data, name, isDefault: false }
  zeroTouch.configurations.push(configuration)
  return configuration
}

function deviceOf({ zeroTouch, customer }: GoogleState, body: unknown) {
  const read = Applied.safeParse(body)
  if (!read.success) throw new GoogleRefusal(400, 'Request contains an invalid argument.')
  const { deviceId } = read.data.device
  const device = zeroTouch.devices.find((each) => each.deviceId === deviceId)
  if (!device) throw missing(`${customer}/devices/${deviceId}`)
  return { device, configuration: read.data.configuration }
}

function apply(state: GoogleState, { body }: FakeCall): object {
  const { device, configuration } = deviceOf(state, body)
  if (!state.zeroTouch.configurations.some(({ name }) => name === configuration))
    throw missing(configuration ?? 'configuration')
  device.configuration = configuration!
  return {}
}

function remove(state: GoogleState, { body }: FakeCall): object {
  delete deviceOf(state, body).device.configuration
  return {}
}
