import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { chooseLanguage, type Language } from '../pages/language.ts'
import type { OpenedState } from '../pages/sealed-state.ts'
import { readBase64Header } from '../protocol/mdm/base64-header.ts'
import { MachineInfoError } from '../protocol/mdm/machine-info.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import { readClaims, type Claims } from './machine-claims.ts'
import type { VisitState } from './web-view-state.ts'
import type { Visit } from './web-view-step.ts'

const headerName = 'x-apple-aspen-deviceinfo'

/** What the header of Apple's web view says of the device (apple-mdm.md 1.5); undefined without one. @throws {MachineInfoError} */
export function claimsIn({ headers }: FastifyRequest, anchors: readonly TrustAnchor[]): Claims | undefined {
  const header = headers[headerName]
  if (header === undefined) return undefined
  const bytes = typeof header === 'string' ? readBase64Header(header) : undefined
  if (!bytes) throw new MachineInfoError('not-signed', 'The header with MachineInfo is not base64')
  return readClaims(bytes, anchors)
}

export const languageIn = ({ headers }: FastifyRequest, device?: string): Language =>
  chooseLanguage(device, headers['accept-language'])

/** A visit that begins. */
export const firstVisit = (request: FastifyRequest, { claimed, verified, language }: Claims): Visit => ({
  state: {
    visit: randomUUID(),
    claimed,
    language: languageIn(request, language),
    termsAccepted: false,
  },
  page: 'first',
  verified,
  address: request.ip,
})

/**
 * A visit that goes on. The state alone says which device it is; a header that comes again and says something else is that of
 * another device. Undefined when the state is none of ours.
 */
export function laterVisit(
  request: FastifyRequest,
  opened: OpenedState<VisitState>,
  anchors: readonly TrustAnchor[],
): Visit | undefined {
  if (!opened.ok && opened.reason === 'damaged') return undefined
  const { value: state } = opened
  const page = !opened.ok ? 'expired' : isOfAnother(request, state, anchors) ? 'foreign' : 'good'
  return { state, page, verified: true, address: request.ip }
}

function isOfAnother(request: FastifyRequest, { claimed }: VisitState, anchors: readonly TrustAnchor[]) {
  try {
    const now = claimsIn(request, anchors)
    return now !== undefined && (now.claimed.serial !== claimed.serial || now.claimed.udid !== claimed.udid)
  } catch (error) {
    if (error instanceof MachineInfoError) return true
    throw error
  }
}
