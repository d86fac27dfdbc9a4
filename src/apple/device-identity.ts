import type { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { readClientCertHeader } from '../protocol/x509/client-cert-header.ts'
import type { Authorities } from './authority.ts'
import { certificateReader } from './device-certificates.ts'
import { bodyOf } from './device-scope.ts'

/** How devices may prove who they are, beside the signature that our profiles ask for. */
export type IdentityMeans = {
  /** A proxy that ends TLS passes the client's certificate on in this header; from anybody else it means nothing. */
  header?: { name: string; isProxy: (address: string | undefined) => boolean } | undefined
  /** Our own TLS asks for client certificates. */
  tls?: boolean | undefined
}

export type IdentityReader = (request: FastifyRequest) => Promise<Buffer>

/**
 * Reads whose certificate a message comes with (apple-mdm.md 4.1): the signature decides where there is one. Gives the SHA-256
 * of the certificate, which is one that our authority issued; the reader throws {Refusal | MdmError}.
 */
export function identityReader(
  authorities: () => Promise<Authorities>,
  means: IdentityMeans = {},
): IdentityReader {
  const certificates = certificateReader(authorities)
  return (request) => {
    const signature = request.headers['mdm-signature']
    if (typeof signature === 'string') return certificates.ofSignature(signature, bodyOf(request))
    const certificate = fromTls(request, means) ?? fromProxy(request, means)
    if (!certificate) throw new MdmError('bad-signature', 'The Mdm-Signature header is missing')
    return certificates.ofCertificate(certificate)
  }
}

/** The handshake has proved the key; whose certificate it is was not looked at there. */
function fromTls({ raw: { socket } }: FastifyRequest, { tls }: IdentityMeans): Buffer | undefined {
  if (!tls || !('getPeerX509Certificate' in socket)) return undefined
  return (socket as TLSSocket).getPeerX509Certificate()?.raw
}

function fromProxy({ headers, raw: { socket } }: FastifyRequest, { header }: IdentityMeans) {
  const value = header && headers[header.name]
  if (typeof value !== 'string' || !header?.isProxy(socket.remoteAddress)) return undefined
  const der = readClientCertHeader(value)
  if (!der) throw new MdmError('malformed', 'The header with the client certificate cannot be read')
  return der
}
