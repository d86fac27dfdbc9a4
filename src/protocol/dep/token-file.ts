import { TokenFileError } from './token-file-error.ts'

/** A real file has 4 KB. */
const maxBytes = 256 * 1024

/**
 * The CMS bytes of a token file: Apple's S/MIME text, the same after a mail program or an editor had it (other headers,
 * Windows line ends, a byte order mark), PEM, bare base64, or the bytes themselves.
 */
export function unwrapTokenFile(file: Uint8Array): Buffer {
  if (file.length > maxBytes) throw new TokenFileError('not-a-token')
  if (file[0] === 0x30) return Buffer.from(file)
  const text = Buffer.from(file)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
  const { headers, body } = splitHeaders(text)
  const base64 = body.replace(/-----[A-Z0-9 ]{1,40}-----/g, '').replace(/\s+/g, '')
  const bytes = Buffer.from(base64, 'base64')
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64) && bytes[0] === 0x30) return bytes
  throw looksLikeMime(headers) ? new TokenFileError('damaged') : notAToken(bytes)
}

/** Headers are lines `Name: value`, with continuations, up to the first empty line. */
function splitHeaders(text: string): { headers: string; body: string } {
  const start = text.trimStart()
  const end = start.indexOf('\n\n')
  return /^[A-Za-z][A-Za-z0-9-]*:/.test(start) && end > 0
    ? { headers: start.slice(0, end), body: start.slice(end + 2) }
    : { headers: '', body: start }
}

const looksLikeMime = (headers: string) => /^content-type:\s*application\/(?:x-)?pkcs7-mime/im.test(headers)

/** Apple's content token, for apps and books, is JSON in base64; people mix the two up. */
function notAToken(bytes: Buffer): TokenFileError {
  const isContentToken = bytes.toString('latin1', 0, 1) === '{' && bytes.includes('"token"')
  return isContentToken
    ? new TokenFileError(
        'not-a-token',
        'This is a content token, for apps and books. The server token is the file ending in .p7m under the name of your server.',
      )
    : new TokenFileError('not-a-token')
}

/** Apple's headers, their order and 76 columns (apple-dep.md 1.2): some readers depend on each of them. */
export function wrapTokenFile(cms: Uint8Array): Buffer {
  const lines =
    Buffer.from(cms)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  return Buffer.from([...mimeHeaders, '', ...lines, ''].join('\n'))
}

const mimeHeaders = [
  'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename="smime.p7m"',
  'Content-Description: S/MIME Encrypted Message',
]

/** The decrypted text: a MIME part of its own whose lines end in LF after headers that end in CRLF (1.3). */
export const wrapTokenText = (json: string): string =>
  `Content-Type: text/plain;charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${begin}\n${json}\n${end}\n`

/** What stands between the markers, or else from the first brace to the last. */
export function unwrapTokenText(text: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from >= 0 && to > from) return text.slice(from + begin.length, to)
  return text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1)
}

const [begin, end] = ['-----BEGIN MESSAGE-----', '-----END MESSAGE-----']
