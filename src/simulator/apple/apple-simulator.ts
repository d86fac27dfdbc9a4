import type { AddressInfo } from 'node:net'

import fastify from 'fastify'

import { simulatedClock } from '../clock.ts'
import type { Apple, Limits, OAuthCheck } from './apple.ts'
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
import { noSessions } from './sessions.ts'

export type AppleSimulatorOptions = {
  /** 0, the default: any free port. */
  port?: number
  host?: string
  /** A number of made-up devices, or a list. They wait for the first server. */
  devices?: number | (DeviceSpec | string)[]
  faults?: FaultChange
  now?: () => Date
  limits?: Partial<Limits>
  oauth?: OAuthCheck
  refusedAgents?: RegExp
}

export type AppleSimulator = {
  /** Address of the DEP service, and of everything else. */
  url: string
  portalPath: '/portal'
  /** The state itself, for tests in the same process. */
  apple: Apple
  close: () => Promise<void>
}

// An agent without a product name is what a client sends that forgot to set one.
const defaultRefusedAgents = /^(node|undici|-)?$/

/** Starts Apple's DEP service, its portal and its activation service on one port, over plain HTTP. */
export async function startAppleSimulator(options: AppleSimulatorOptions = {}): Promise<AppleSimulator> {
  const apple = newApple(options)
  // Clients that keep a connection open must not keep the simulator alive.
  const server = fastify({ bodyLimit: 256 * 1024 * 1024, forceCloseConnections: true })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.all('/*', (request, reply) => {
    const { pathname } = requestUrl(request)
    const isPortal = pathname === '/portal' || pathname.startsWith('/portal/')
    return isPortal ? answerPortal(apple, request, reply) : answerDep(apple, request, reply)
  })
  const host = options.host ?? '127.0.0.1'
  await server.listen({ host, port: options.port ?? 0 })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `http://${reachable(host)}:${port}`,
    portalPath: '/portal',
    apple,
    close: () => server.close(),
  }
}

/** "Every address" is no address to send anybody to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function newApple({ devices = 0, faults, now, limits, oauth, refusedAgents }: AppleSimulatorOptions): Apple {
  const apple: Apple = {
    clock: simulatedClock(now ?? (() => new Date())),
    organization: emptyOrganization(),
    sessions: noSessions(),
    faults: changeFaults(noFaults(), readRequest(FaultScript, faults ?? {})),
    limits: { default: 1000, maximum: 1000, ...limits },
    oauth: oauth ?? 'strict',
    refusedAgents: refusedAgents ?? defaultRefusedAgents,
    calls: new Map(),
  }
  changeDevices(apple, readRequest(ChangeDevices, { add: devices }))
  return apple
}
