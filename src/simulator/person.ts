import type { WebAnswers } from './device/web-view.ts'

/** What a command says of the person at the device. `login` is `user:password`. */
export type PersonOptions = {
  key?: string
  code?: string
  login?: string
  ownership?: 'personal' | 'corporate'
}

export function personOf({ key, code, login, ownership }: PersonOptions): WebAnswers {
  return {
    ...(code === undefined ? {} : { code: { code, ...(key === undefined ? {} : { key }) } }),
    ...(login === undefined ? {} : { login: readLogin(login) }),
    ...(ownership === undefined ? {} : { ownership }),
  }
}

/** A password may have colons in it, a user name has none. */
export function readLogin(text: string): { userName: string; password: string } {
  const [userName = '', ...rest] = text.split(':')
  return { userName, password: rest.join(':') }
}
