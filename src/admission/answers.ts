/** What the person at the device has said on pages so far; absent on ways that show none. */
export type Answers = {
  /** Whether the page that was answered was still good, and made for this device. `first`: none was shown so far. */
  page: 'first' | 'good' | 'expired' | 'used' | 'foreign'
  termsAccepted: boolean
  ownership?: 'personal' | 'corporate' | undefined
  credential?: GivenCode | GivenLogin | undefined
}

/** `waitSeconds`: it came before its time after wrong tries, and was not looked at. */
export type GivenCode = { kind: 'code'; key: string; code: string; waitSeconds?: number | undefined }

/** `result` is the word of whoever checks who people are; a password never comes here. */
export type GivenLogin = { kind: 'login'; userName: string | null; result: LoginResult }

export type LoginResult =
  | { ok: true; user: { id: string; userName: string } }
  | { ok: false; reason: 'wrong' | 'unavailable' | 'unknown-user' | 'qualified-name' | 'failed' | 'wait' }
