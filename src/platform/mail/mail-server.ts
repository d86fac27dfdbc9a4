export type MailSecurity = 'none' | 'starttls' | 'tls'

/** Where mails are handed in. Certificates are always checked; there is no switch against it. */
export type MailServer = {
  host: string
  port: number
  /** `starttls` is required, not tried: a server that does not offer it gets no mail and no password. */
  security: MailSecurity
  user: string | null
  password: string | null
}

/** What the environment says (MUSTER_SMTP_URL, MUSTER_MAIL_FROM), for when the settings say nothing. */
export type MailDefaults = { server: MailServer | null; from: string | null }

export const usualPort = { none: 25, starttls: 587, tls: 465 } as const satisfies Record<MailSecurity, number>

/** `smtps://user:password@host:465`, `smtp://host:587` (STARTTLS) or `smtp://host:25?security=none`. */
export function readMailServerUrl(text: string): MailServer | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, pathname, searchParams, username, password } = new URL(text)
  const security = securityOf(protocol, searchParams)
  if (!security || !hostname || pathname.length > 1) return undefined
  try {
    return {
      // The address of version 6 without its brackets, as sockets want it.
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port ? Number(port) : usualPort[security],
      security,
      user: decodeURIComponent(username) || null,
      password: decodeURIComponent(password) || null,
    }
  } catch {
    return undefined
  }
}

function securityOf(protocol: string, query: URLSearchParams): MailSecurity | undefined {
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return undefined
  const others = [...query.keys()].some((name) => name !== 'security')
  const given = query.get('security') ?? (protocol === 'smtps:' ? 'tls' : 'starttls')
  const allowed = protocol === 'smtps:' ? given === 'tls' : given === 'none' || given === 'starttls'
  return allowed && !others ? (given as MailSecurity) : undefined
}
