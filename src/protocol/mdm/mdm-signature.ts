import type { X509Certificate } from 'node:crypto'
import { CmsError } from '../cms/cms-error.ts'
import { signData, type Signer } from '../cms/sign-data.ts'
import { verifySignedData, type VerifyOptions } from '../cms/verify-signed-data.ts'
import { readBase64Header } from './base64-header.ts'
import { MdmError } from './mdm-error.ts'

/**
 * Reads the `Mdm-Signature` header, a detached CMS over the exact bytes of the body. Whether the signer's certificate
 * is one of ours is for the caller to say. @throws {MdmError} with reason `bad-signature`
 */
export function readMdmSignature(
  header: string,
  body: Uint8Array,
  { certificateOf }: Pick<VerifyOptions, 'certificateOf'> = {},
): { signer: X509Certificate } {
  const signature = readBase64Header(header)
  if (!signature) throw new MdmError('bad-signature', 'The Mdm-Signature header is not base64')
  try {
    return {
      signer: verifySignedData(signature, { detached: body, ...(certificateOf ? { certificateOf } : {}) })
        .signer,
    }
  } catch (cause) {
    if (cause instanceof CmsError) throw new MdmError('bad-signature', cause.message, { cause })
    throw cause
  }
}

/** The header that a device sends when its profile says `SignMessage`. */
export const mdmSignature = (body: Uint8Array, signer: Signer): string =>
  signData(body, signer, { detached: true }).toString('base64')
