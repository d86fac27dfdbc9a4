import { Asn1Error } from '../asn1/asn1.ts'
import { CmsError } from '../cms/cms-error.ts'

/** The bytes are not a SCEP message for us, or not one that can be trusted. */
export class ScepError extends Error {
  override name = 'ScepError'
}

/** Runs a reader of foreign bytes; what the layers below have to say becomes the cause. */
export function readingScep<T>(message: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof CmsError || cause instanceof Asn1Error) throw new ScepError(message, { cause })
    throw cause
  }
}
