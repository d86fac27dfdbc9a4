import type { QrFacts } from '../../contract/bulk-configuration.ts'
import { qrPng, qrSvg, qrVersion, type QrContent, type QrLevel } from '../../platform/qr.ts'

/** Above it a code of level M becomes so fine that the lower level reads better (android.md 1.9). */
const mostForM = 900

/** Above it no code of any size holds the payload: version 40, level L, bytes. */
export const mostQrBytes = 2953

/** How the payload would be drawn; bytes, since a payload is ASCII. */
export function qrFacts(json: string): QrFacts {
  const bytes = Buffer.byteLength(json)
  for (const errorCorrection of levelsFor(bytes)) {
    const version = qrVersion(segments(json), errorCorrection)
    if (version !== undefined) return { bytes, version, errorCorrection }
  }
  return { bytes, version: null, errorCorrection: null }
}

const levelsFor = (bytes: number): QrLevel[] => (bytes <= mostForM ? ['M', 'L'] : ['L'])

/** One segment of bytes: a mixture of modes saves little and is read by fewer phones. */
const segments = (json: string): QrContent => [{ data: Buffer.from(json), mode: 'byte' }]

export const drawSvg = (json: string, level: QrLevel): Promise<string> => qrSvg(segments(json), level)

export const drawPng = (json: string, level: QrLevel, scale: number): Promise<Buffer> =>
  qrPng(segments(json), level, scale)
