import { ProfileError } from './profile-error.ts'

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const mostPixels = 1024

/** Refuses what is not a picture in PNG with sides of at most 1,024 pixels (W3C PNG 5.2, 11.2.2). @throws {ProfileError} */
export function checkIcon(bytes: Buffer, pointer: string): void {
  const isPng = bytes.subarray(0, 8).equals(signature) && bytes.toString('latin1', 12, 16) === 'IHDR'
  if (!isPng || bytes.length < 33)
    throw new ProfileError('icon', 'The icon is not a picture in PNG.', { pointer })
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (width === 0 || height === 0 || width > mostPixels || height > mostPixels)
    throw new ProfileError(
      'icon',
      `The icon has ${width} × ${height} pixels; devices take 1 to ${mostPixels} each way.`,
      { pointer },
    )
}
