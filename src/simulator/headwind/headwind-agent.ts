import { requestSignature, responseSignature } from '../../protocol/headwind/signature.ts'
import { z } from 'zod'
import { readHeadwindBundle } from './headwind-bundle.ts'

export type HeadwindHardware = {
  imei?: string
  imei2?: string
  serial?: string
  model?: string
  androidVersion?: string
}

export type HeadwindOptions = {
  /** The bundle of the QR code. */
  bundle: Record<string, unknown>
  hardware: HeadwindHardware
  /** The secret that its app was built with. */
  secret?: string
}

const Envelope = z.object({ status: z.string(), message: z.string().nullish(), data: z.unknown() })
const Configuration = z.looseObject({
  newNumber: z.string().optional(),
  password: z.string(),
  pushOptions: z.string(),
  applications: z.array(z.unknown()),
  files: z.array(z.unknown()),
  title: z.string(),
  description: z.string().optional(),
  lock: z.boolean().optional(),
  factoryReset: z.boolean().optional(),
})
export type AgentConfiguration = z.infer<typeof Configuration>
const Pushed = z.array(z.object({ messageType: z.string(), payload: z.string().nullable() }))

export type AgentState = 'new' | 'running' | 'refused' | 'erased'

/**
 * The published agent as a server sees it (android.md 3): it takes its number from the QR code, calls itself by `newNumber` from the
 * first answer on, and erases its device only when that was confirmed.
 */
export function createHeadwindAgent({ bundle, hardware, secret = 'changeme-C3z9vi54' }: HeadwindOptions) {
  const { baseUrl, customer, idUse } = readHeadwindBundle(bundle)
  let number = (idUse === 'imei' ? hardware.imei : hardware.serial) ?? 'null'
  let state: AgentState = 'new'
  let configuration: AgentConfiguration | undefined

  const call = async (method: string, path: string, options: { body?: object; signed?: string } = {}) => {
    const { body, signed } = options
    const answer = await fetch(`${baseUrl}/rest/${path}`, {
      method,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-cpu-arch': 'arm64-v8a',
        ...(signed === undefined ? {} : { 'x-request-signature': requestSignature(secret, signed) }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${path.replace(number, 'NUMBER')}: ${answer.status}`)
    const text = await answer.text()
    checkSignature(secret, answer.headers.get('x-response-signature'), text)
    return text
  }

  const fetchConfiguration = async (method: 'GET' | 'POST') => {
    const body = { customer, configuration: null, groups: null, groupSet: null }
    const text = await call(method, `public/sync/configuration/${encodeURIComponent(number)}`, {
      signed: number,
      ...(method === 'POST' ? { body } : {}),
    })
    const { status, message, data } = Envelope.parse(JSON.parse(text))
    if (status !== 'OK') {
      if (message !== 'error.notfound.device') throw new Error(message ?? status)
      state = 'refused'
      return
    }
    configuration = Configuration.parse(data)
    number = configuration.newNumber ?? number
    state = 'running'
    if (configuration.factoryReset) {
      const path = `plugins/devicereset/public/${encodeURIComponent(number)}`
      const confirmed = Envelope.parse(JSON.parse(await call('POST', path, { body: info() })))
      if (confirmed.status === 'OK') state = 'erased'
    }
  }

  const info = () => ({
    deviceId: number,
    permissions: [1, 1, 0, 0],
    applications: [{ name: 'Muster', pkg: 'com.example', version: '1' }],
    files: [],
    phone: '+4915112345678',
    imsi: '262011234567890',
    batteryLevel: 80,
    mdmMode: true,
    ...hardware,
  })

  return {
    state: () => state,
    number: () => number,
    configuration: () => configuration,
    /** Calls 1 and 5. */
    async enroll(): Promise<AgentState> {
      await fetchConfiguration('POST')
      await call('GET', `plugins/devicelog/log/rules/${encodeURIComponent(number)}`).catch(() => undefined)
      return state
    },
    /** Call 3. */
    report: async (): Promise<void> => void (await call('POST', 'public/sync/info', { body: info() })),
    /** Call 4, and call 2 when it says so. Answers whether the configuration was fetched. */
    async poll(): Promise<boolean> {
      const encoded = encodeURIComponent(number)
      const text = await call('GET', `notification/polling/${encoded}`, {
        signed: `/rest/notification/polling/${encoded}`,
      })
      const messages = Pushed.parse(Envelope.parse(JSON.parse(text)).data)
      if (!messages.some(({ messageType }) => messageType === 'configUpdated')) return false
      await fetchConfiguration('GET')
      return true
    },
    refresh: () => fetchConfiguration('GET'),
  }
}

export type HeadwindAgent = ReturnType<typeof createHeadwindAgent>

/** By position, as the agent does when it was built to check: behind the first `"data":`, without the last brace. */
function checkSignature(secret: string, given: string | null, text: string): void {
  if (given === null) return
  const data = text.slice(text.indexOf('"data":') + '"data":'.length, -1)
  if (responseSignature(secret, data) !== given) throw new Error('The answer is not signed with our secret')
}
