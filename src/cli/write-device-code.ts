import { DeviceCode } from '../contract/device-code.ts'
import type { Client } from './client.ts'
import { devicePath } from './device-path.ts'
import { CommandError, type Output } from './output.ts'
import { saveTo } from './save-to.ts'

/** The file may hold a token or the password of a Wi-Fi network: it is for its owner only. */
export async function writeDeviceCode(
  client: Client,
  output: Output,
  key: string,
  out: string,
): Promise<void> {
  const kind = /\.(svg|png|json)$/.exec(out)?.[1]
  if (!kind) throw new CommandError('--out ends in .svg, .png or .json', 2)
  const path = devicePath(key)
  const code = await client.call(DeviceCode, 'GET', `${path}/qr`)
  if (code.fault) throw new CommandError(`There is no QR code for ${key}: ${code.message}`)
  await saveTo(out, await client.bytes(`${path}/qr.${kind}`), { isSecret: true })
  output.result({ ...code, file: out }, () => codeText(out, code))
}

const codeText = (out: string, { bulkEnrollment, listed, tokenExpiresAt, asks, key }: DeviceCode): string =>
  [
    `Wrote ${out}: ${listed ? 'the code of' : 'set up as'} “${bulkEnrollment?.name}”${tokenExpiresAt ? `, with its token until ${tokenExpiresAt.slice(0, 10)}` : ', without its token'}.`,
    ...(asks ? [questions[asks]] : []),
    ...(key ? [`Key  ${key}`] : []),
  ].join('\n')

const questions: Record<NonNullable<DeviceCode['asks']>, string> = {
  nothing: 'The agent asks for nothing: the numbers of the device are enough.',
  login: 'The agent asks for a user name and password.',
  code: 'The agent asks for the key and the code of the device.',
  ownership: 'The agent asks whose the device is.',
  refused: 'As things stand, the device would be refused.',
}
