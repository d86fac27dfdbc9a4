import type { AddressInfo } from 'node:net'

import fastify from 'fastify'

import { simulatedClock } from '../clock.ts'
import type { Apple } from './apple.ts'
import { answerDep } from './dep-service.ts'
import type { DeviceSpec } from './device-spec.ts'
import type { FaultChange } from './faults.ts'
import { FaultChange as FaultScript, changeFaults, noFaults } from './faults.ts'
import { requestUrl } from './http.ts'
import { emptyOrganization } from './organization.ts'
import { changeDevices } from './portal-devices.ts'
import { readRequest } from './portal-error.ts'
import { ChangeDevices } from './portal-requests.ts'
import { answerPortal } from './portal.ts'
import type { Limits, Rules } from './rules.ts'
import { changeRules, RuleChange, usualRules } from './rules.ts'
import { noSessions } from './sessions.ts'
import { loadState, openStateFile } from './state-file.ts'

export type AppleSimulatorOptions = {
  /** 0, the default: any free port. */
  port?: number
  host?: string
  /** A number of made-up devices, or a list. They wait for the first server. */
  devices?: number | (DeviceSpec | string)[]
  faults?: FaultChange
  now?: () => Date
  limits?: Partial<Limits>
  oauth?: Rules['oauth']
  refusedAgents?: RegExp
  rules?: RuleChange
  /** Where the state is kept from one run to the next. `devices` are only made when it is not there yet. */
  stateFile?: string
}

export type AppleSimulator = {
  /** Address of the DEP service, and of everything else. */
  url: string
  portalPath: '/portal'
  /** The state itself, for tests in the same process. */
  apple: Apple
  close: () => Promise<void>
}

/** Starts Apple's DEP service, its portal and its activation service on one port, over plain HTTP. */
export async function startAppleSimulator(options: AppleSimulatorOptions = {}): Promise<AppleSimulator> {
  const { apple, state } = await openApple(options)
  // Clients that keep a connection open must not keep the simulator alive.
  const server = fastify({ bodyLimit: 256 * 1024 * 1024, forceCloseConnections: true })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.all('/*', (request, reply) => {
    const { pathname } = requestUrl(request)
    const isPortal = pathname === '/portal' || pathname.startsWith('/portal/')
    if (isChange(request.method, pathname)) state?.changed()
    return isPortal ? answerPortal(apple, request, reply) : answerDep(apple, request, reply)
  })
  const host = options.host ?? '127.0.0.1'
  await server.listen({ host, port: options.port ?? 0 })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `http://${reachable(host)}:${port}`,
    portalPath: '/portal',
    apple,
    async close() {
      await server.close()
      await state?.write()
    },
  }
}

/** "Every address" is no address to send anybody to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Calls that only read do not need the state to be written. */
const isChange = (method: string, path: string) =>
  method !== 'GET' && !['/server/devices', '/devices/sync', '/devices'].includes(path)

async function openApple(options: AppleSimulatorOptions) {
  const { stateFile, devices = 0 } = options
  const apple = newApple(options)
  const isKnown = stateFile !== undefined && (await loadState(apple, stateFile))
  if (!isKnown) changeDevices(apple, readRequest(ChangeDevices, { add: devices }))
  const state = stateFile === undefined ? undefined : openStateFile(apple, stateFile)
  // Written before the first answer: the numbers of cursors go on from here in the next run, whatever happens to this one.
  state?.changed()
  await state?.write()
  return { apple, state }
}

function newApple({ faults, now, limits, oauth, refusedAgents, rules }: AppleSimulatorOptions): Apple {
  const given = readRequest(RuleChange, {
    ...rules,
    ...(limits ? { limits } : {}),
    ...(oauth ? { oauth } : {}),
    ...(refusedAgents ? { refusedAgents: refusedAgents.source } : {}),
  })
  return {
    clock: simulatedClock(now ?? (() => new Date())),
    organization: emptyOrganization(),
    sessions: noSessions(),
    faults: changeFaults(noFaults(), readRequest(FaultScript, faults ?? {})),
    rules: changeRules(usualRules, given),
    calls: new Map(),
  }
}
