import type { FastifyRequest } from 'fastify'

import type { NextFault } from './faults.ts'
import type { Answer } from './http.ts'
import { bodyBytes, jsonType } from './http.ts'

export type ErrorForm = 'bare' | 'quoted' | 'object'

/** Apple's codes come as they are, in quotation marks, or in an object. */
export function codeAnswer(status: number, code: string, form: ErrorForm): Answer {
  const bodies = { bare: code, quoted: JSON.stringify(code), object: JSON.stringify({ code }) }
  const type = form === 'bare' ? 'text/plain;charset=UTF8' : jsonType
  return { status, headers: { 'Content-Type': type }, body: bodies[form] }
}

const badGateway =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** What the script says instead of the proper answer; undefined when it leaves that as it is. */
export function scriptedAnswer(fault: NextFault | undefined, form: ErrorForm): Answer | undefined {
  if (fault?.code !== undefined) return codeAnswer(fault.status ?? 400, fault.code, form)
  if (!fault?.status && !fault?.html) return undefined
  const body = fault.body ?? (fault.html ? badGateway : '')
  const type = fault.contentType ?? (fault.html ? 'text/html' : 'text/plain;charset=UTF8')
  return { status: fault.status ?? 502, headers: { 'Content-Type': type }, body }
}

/** What the script does to a proper page of devices. */
export function spoilPage(answer: Answer, fault: NextFault, request: FastifyRequest): void {
  if (answer.status !== 200 || (!fault.sameCursor && fault.dropDevices === undefined)) return
  const page = JSON.parse(answer.body) as Record<string, unknown>
  if (!Array.isArray(page['devices'])) return
  const devices = withoutDropped(page['devices'] as { serial_number: string }[], fault.dropDevices)
  const { cursor } = JSON.parse(bodyBytes(request).toString()) as { cursor?: string }
  const defect = fault.sameCursor ? { cursor: cursor ?? page['cursor'], more_to_follow: true } : {}
  answer.body = JSON.stringify({ ...page, devices, ...defect })
}

function withoutDropped(devices: { serial_number: string }[], dropped: NextFault['dropDevices']) {
  if (typeof dropped === 'number') return devices.slice(dropped)
  return devices.filter(({ serial_number }) => !dropped?.includes(serial_number))
}
