/** What Nodemailer knows about an error; Node's own codes are in `originalCode`. */
type MailError = Error & {
  code?: string
  originalCode?: string
  responseCode?: number
  response?: string
  command?: string
}

export type MailTrouble = {
  /** `refused`: this mail is not wanted, now (4xx) or ever (5xx). All others would meet every mail, until somebody mends it. */
  kind: 'unreachable' | 'slow' | 'certificate' | 'tls' | 'sign-in' | 'sender' | 'busy' | 'refused'
  /** Whether the same mail may go out later. */
  temporary: boolean
  /** What the server said, or what Node.js says about the connection. */
  answer: string
}

/** Sorts the errors of an SMTP exchange by what somebody can do about them. */
export function troubleOf(error: MailError): MailTrouble {
  const kind = kindOf(error)
  const temporary = kind !== 'refused' || !isPermanent(error.responseCode)
  return { kind, temporary, answer: answerOf(error) }
}

function kindOf(error: MailError): MailTrouble['kind'] {
  const { code = '', originalCode = code, responseCode } = error
  if (isCertificateCode(originalCode)) return 'certificate'
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'sign-in'
  if (code === 'ETLS' || code === 'EREQUIRETLS' || isTlsCode(originalCode)) return 'tls'
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'slow'
  if (responseCode !== undefined) return kindOfReply(responseCode, error.command)
  return ['EENVELOPE', 'EMESSAGE'].includes(code) ? 'refused' : 'unreachable'
}

/** Replies before the recipient is named have nothing to do with this mail; 421 never has (RFC 5321, section 4.2.2). */
function kindOfReply(reply: number, command = ''): MailTrouble['kind'] {
  if (reply === 530) return 'sign-in'
  if (reply === 421 || /^(CONN|EHLO|HELO|RSET)$/i.test(command)) return 'busy'
  if (!/^MAIL FROM$/i.test(command)) return 'refused'
  return reply < 500 ? 'busy' : 'sender'
}

/** 503 says that commands came in the wrong order, which the next connection may mend. An address that is none will never be one. */
const isPermanent = (responseCode: number | undefined) =>
  responseCode === undefined || (responseCode >= 500 && responseCode !== 503)

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const isCertificateCode = (code: string) =>
  /^(UNABLE_TO_|CERT_|CRL_|ERROR_IN_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT_ALTNAME_INVALID)/.test(
    code,
  )

const isTlsCode = (code: string) => /^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)

const longestAnswer = 500

/** One line of visible characters: servers answer with several, and with anything. */
function answerOf({ response, message, originalCode, code }: MailError): string {
  const node = originalCode ?? code
  const text = response ?? (node && !message.includes(node) ? `${message} (${node})` : message)
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, longestAnswer)
}
