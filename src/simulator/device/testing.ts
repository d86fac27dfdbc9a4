import { X509Certificate, createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { signData } from '../../protocol/cms/sign-data.ts'
import type { CheckIn } from '../../protocol/mdm/check-in.ts'
import { readCheckIn } from '../../protocol/mdm/check-in.ts'
import type { Command } from '../../protocol/mdm/command.ts'
import { buildCommand } from '../../protocol/mdm/command.ts'
import { buildEnrollmentProfile } from '../../protocol/mdm/enrollment-profile.ts'
import type { MachineInfo } from '../../protocol/mdm/machine-info.ts'
import { verifyMachineInfo } from '../../protocol/mdm/machine-info.ts'
import { readMdmSignature } from '../../protocol/mdm/mdm-signature.ts'
import type { PollMessage } from '../../protocol/mdm/poll.ts'
import { readPoll } from '../../protocol/mdm/poll.ts'
import { scepCapabilities } from '../../protocol/scep/capabilities.ts'
import { writeCertRep } from '../../protocol/scep/cert-rep.ts'
import type { PkiRequest } from '../../protocol/scep/pki-request.ts'
import { readMessageParameter, readPkiRequest } from '../../protocol/scep/pki-request.ts'
import { issueCertificate } from '../../protocol/x509/issue-certificate.ts'
import type { Identity } from './device-authority.ts'
import { createDeviceAuthority } from './device-authority.ts'

/** Another MDM server, as small as can be, with which a device can be tried. It lets in whoever the authority vouches for. */
export type SmallMdmServer = {
  url: string
  close: () => Promise<void>
  /** Commands for the next polls. */
  commands: Command[]
  /** Answers by path, instead of the proper ones. */
  refusals: Map<string, { status: number; body: string }>
  capabilities: string
  heard: {
    machineInfo: MachineInfo[]
    scep: { method: string; request: PkiRequest }[]
    checkIns: CheckIn[]
    polls: PollMessage[]
    signers: X509Certificate[]
  }
}

export async function startSmallMdmServer(deviceAuthority: Identity): Promise<SmallMdmServer> {
  const authority = createDeviceAuthority()
  const heard: SmallMdmServer['heard'] = { machineInfo: [], scep: [], checkIns: [], polls: [], signers: [] }
  const server = createServer((request, response) => {
    void answer({ mdm, authority, deviceAuthority }, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const mdm: SmallMdmServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
    commands: [],
    refusals: new Map(),
    capabilities: scepCapabilities,
    heard,
  }
  return mdm
}

type Parts = { mdm: SmallMdmServer; authority: Identity; deviceAuthority: Identity }
type Ask = { parts: Parts; method: string; query: URLSearchParams; body: Buffer; signature: string }
type Reply = { type: string; body: string | Buffer }

const routes: Record<string, (ask: Ask) => Reply> = {
  '/enroll': enroll,
  '/scep': scep,
  '/checkin': checkIn,
  '/mdm': poll,
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { pathname, searchParams: query } = new URL(request.url ?? '/', parts.mdm.url)
  const refusal = parts.mdm.refusals.get(pathname)
  if (refusal) return void response.writeHead(refusal.status).end(refusal.body)
  const signature = String(request.headers['mdm-signature'] ?? '')
  const ask = { parts, method: request.method ?? '', query, body: Buffer.concat(chunks), signature }
  try {
    const reply = routes[pathname]?.(ask)
    response.writeHead(reply ? 200 : 404, { 'content-type': reply?.type ?? 'text/plain' }).end(reply?.body)
  } catch (error) {
    response.writeHead(400).end(String(error))
  }
}

function enroll({ parts: { mdm, authority, deviceAuthority }, body }: Ask): Reply {
  const info = verifyMachineInfo(body, [new X509Certificate(deviceAuthority.certificate)])
  mdm.heard.machineInfo.push(info)
  const profile = buildEnrollmentProfile({
    identifier: 'com.example.mdm',
    enrollment: info.udid,
    identity: '1',
    displayName: 'Example MDM',
    organization: 'Example',
    mdm: {
      topic: 'com.apple.mgmt.External.test',
      serverUrl: `${mdm.url}/mdm`,
      checkInUrl: `${mdm.url}/checkin`,
    },
    scep: {
      url: `${mdm.url}/scep`,
      name: 'Example CA',
      subject: [
        { type: 'CN', value: info.udid },
        { type: 'serialNumber', value: info.serial },
      ],
      challenge: 'secret',
      caFingerprint: createHash('sha256').update(authority.certificate).digest(),
    },
  })
  return { type: 'application/x-apple-aspen-config', body: signData(profile, authority) }
}

function scep({ parts: { mdm, authority }, method, query, body }: Ask): Reply {
  const operation = query.get('operation')
  if (operation === 'GetCACaps') return { type: 'text/plain', body: mdm.capabilities }
  if (operation === 'GetCACert') return { type: 'application/x-x509-ca-cert', body: authority.certificate }
  const message = method === 'GET' ? readMessageParameter(query.get('message') ?? '') : body
  const request = readPkiRequest(message, authority)
  mdm.heard.scep.push({ method, request })
  const isAllowed = request.csr.challengePassword === 'secret'
  const outcome = isAllowed ? { certificate: issue(authority, request) } : { failInfo: 'badRequest' as const }
  return { type: 'application/x-pki-message', body: writeCertRep(request, authority, outcome) }
}

const issue = (authority: Identity, { csr }: PkiRequest) =>
  issueCertificate({
    subject: csr.subject,
    publicKey: csr.publicKey,
    issuer: { certificate: new X509Certificate(authority.certificate) },
    issuerKey: authority.key,
    notBefore: new Date(Date.now() - 600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [],
  })

function checkIn({ parts: { mdm }, body, signature }: Ask): Reply {
  mdm.heard.signers.push(readMdmSignature(signature, body).signer)
  mdm.heard.checkIns.push(readCheckIn(body))
  return { type: 'text/plain', body: '' }
}

function poll({ parts: { mdm }, body, signature }: Ask): Reply {
  mdm.heard.signers.push(readMdmSignature(signature, body).signer)
  mdm.heard.polls.push(readPoll(body))
  const command = mdm.commands.shift()
  return {
    type: 'application/xml',
    body: command ? buildCommand(`command-${mdm.heard.polls.length}`, command) : '',
  }
}
