import { z } from 'zod'

/** What an Android device says of itself; a tablet has no IMEI, and some agents cannot read a serial number (android.md 2.1). */
export type PhoneHardware = {
  imei?: string | undefined
  imei2?: string | undefined
  meid?: string | undefined
  serial?: string | undefined
  manufacturer?: string | undefined
  brand?: string | undefined
  model?: string | undefined
  osVersion?: string | undefined
}

export type PhoneStep = { name: string; detail: string; at: Date }

export type PhoneOptions = PhoneHardware & {
  url: string
  token?: string | null | undefined
  /** What the person at the phone knows, for when they are asked. */
  login?: { userName: string; password: string } | undefined
  keyAndCode?: { key: string; code: string } | undefined
  ownership?: 'personal' | 'corporate' | undefined
  onStep?: (step: PhoneStep) => void
}

export type PhoneResult =
  | { outcome: 'enrolled'; deviceId: string; deviceToken: string; user: string | null }
  | { outcome: 'refused'; code: string; message: string; shortCode: string | null }

export type AndroidPhone = {
  enroll(): Promise<PhoneResult>
  /** Reads the policy, does what it is told, and reports; answers the kinds of the commands. */
  checkIn(): Promise<string[]>
}

const Registered = z.object({
  deviceId: z.string(),
  deviceToken: z.string(),
  policyUrl: z.string(),
  reportUrl: z.string(),
  user: z.string().nullable(),
})
const Refused = z.object({
  challenge: z.string().optional(),
  code: z.string().default('unknown'),
  message: z.string().default(''),
  shortCode: z.string().nullish(),
})
const Policy = z.object({
  policies: z.array(z.object({ name: z.string() })).default([]),
  commands: z.array(z.object({ id: z.string(), kind: z.string() })).default([]),
})

/** The agent on one phone, over real HTTP. It answers each challenge at most once. */
export function createAndroidPhone(options: PhoneOptions): AndroidPhone {
  const { url, token, login, keyAndCode, ownership, onStep, ...hardware } = options
  const nonce = crypto.randomUUID()
  let registered: z.infer<typeof Registered> | undefined
  const tell = (name: string, detail: string) => onStep?.({ name, detail, at: new Date() })

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  /** What the person types, by the challenge; undefined when they have nothing to say. */
  const answerTo = (challenge: string | undefined) => {
    if (challenge === 'login' && login)
      return { path: '/android/v1/login', body: { username: login.userName, password: login.password } }
    if (challenge === 'code' && keyAndCode) return { path: '/android/v1/code', body: keyAndCode }
    if (challenge === 'terms') return { path: undefined, body: { termsAccepted: true } }
    return challenge === 'ownership' && ownership ? { path: undefined, body: { ownership } } : undefined
  }

  return {
    async enroll() {
      let path = '/android/v1/register'
      let said: object = { ...hardware, token: token ?? undefined, nonce }
      for (const answered = new Set<string>(); ;) {
        const answer = await post(path, said)
        const body: unknown = await answer.json()
        if (answer.ok) {
          registered = Registered.parse(body)
          tell('Registered', `as ${registered.deviceId}${registered.user ? ` for ${registered.user}` : ''}`)
          const { deviceId, deviceToken, user } = registered
          return { outcome: 'enrolled', deviceId, deviceToken, user }
        }
        const { challenge, code, message, shortCode = null } = Refused.parse(body)
        tell(challenge ? 'Asked' : 'Refused', `${answer.status} ${code}: ${message}`)
        const typed = answered.has(challenge ?? '') ? undefined : answerTo(challenge)
        if (!typed) return { outcome: 'refused', code, message, shortCode }
        answered.add(challenge ?? '')
        path = typed.path ?? path
        said = { ...said, ...typed.body }
      }
    },

    async checkIn() {
      if (!registered) throw new Error('The phone is not registered')
      const authorization = `Bearer ${registered.deviceToken}`
      const { policies, commands } = Policy.parse(
        await (await fetch(registered.policyUrl, { headers: { authorization } })).json(),
      )
      tell('Policy', `${policies.length} policies, ${commands.length} commands`)
      const results = commands.map(({ id }) => ({ id, ok: true }))
      const { model, osVersion } = hardware
      const facts = { battery: 87, ...(model ? { model } : {}), ...(osVersion ? { osVersion } : {}) }
      await post(registered.reportUrl, { facts, results }, { authorization })
      for (const { kind } of commands) tell('Did', kind)
      return commands.map(({ kind }) => kind)
    },
  }
}
