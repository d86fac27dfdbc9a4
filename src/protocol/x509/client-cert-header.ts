const maxCharacters = 16 * 1024

/**
 * The certificate of a TLS client as a proxy passes it on, in DER: a byte sequence between colons (RFC 9440 2.2), or PEM with its
 * line ends escaped for a header (nginx `$ssl_client_escaped_cert`, Apache and others). Undefined when it is neither; what
 * the bytes are is not looked at.
 */
export function readClientCertHeader(value: string): Buffer | undefined {
  if (value.length > maxCharacters) return undefined
  const [, bytes] = /^\s*:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(value) ?? []
  return bytes ? Buffer.from(bytes, 'base64') : readPem(unescaped(value))
}

function unescaped(value: string): string {
  try {
    return value.includes('%') ? decodeURIComponent(value) : value
  } catch {
    return ''
  }
}

const armor = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/

function readPem(text: string): Buffer | undefined {
  const [, body] = armor.exec(text) ?? []
  return body === undefined ? undefined : Buffer.from(body.replace(/\s/g, ''), 'base64')
}
