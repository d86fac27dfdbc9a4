import { readPage, type WebPage } from '../../src/simulator/device/web-form.ts'
import type { AppleDevice } from '../../src/simulator/device/apple-device.ts'
import type { AppleWorld } from './apple-world.ts'

/** A page as it came, moved by hand. */
export type Shown = { response: Response; document: string; page: WebPage; state: string }

const read = async (response: Response): Promise<Shown> => {
  const document = Buffer.from(await response.arrayBuffer()).toString('utf8')
  const page = readPage(document)
  const state = page.form?.fields.find(({ name }) => name === 'state')?.value ?? ''
  return { response, document, page, state }
}

/** Opens the web view as Setup Assistant does. */
export const open = async (
  world: AppleWorld,
  device: AppleDevice,
  headers: Record<string, string> = {},
): Promise<Shown> => {
  const machineInfo = (await device.machineInfo()).toString('base64')
  return read(
    await world.send('GET', '/apple/enroll', undefined, {
      'x-apple-aspen-deviceinfo': machineInfo,
      ...headers,
    }),
  )
}

/** Sends a form with the state of a page, or with another one. */
export const answer = async (
  world: AppleWorld,
  shown: Pick<Shown, 'state'>,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Shown> => {
  const body = new URLSearchParams({ state: shown.state, ...fields }).toString()
  return read(
    await world.send('POST', '/apple/enroll/answer', body, {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    }),
  )
}

export const isProfile = ({ response }: Shown): boolean =>
  response.status === 200 && response.headers.get('content-type') === 'application/x-apple-aspen-config'
