import QRCode from 'qrcode'
import type { QrFacts } from '../contract/bulk-configuration.ts'

type Level = 'L' | 'M'

/** Above it a code of level M becomes so fine that the lower level reads better (android.md 1.9). */
const mostForM = 900

/** How the payload would be drawn; bytes, since a payload is ASCII. */
export function qrFacts(json: string): QrFacts {
  const bytes = Buffer.byteLength(json)
  for (const errorCorrection of levelsFor(bytes)) {
    const version = versionOf(json, errorCorrection)
    if (version !== undefined) return { bytes, version, errorCorrection }
  }
  return { bytes, version: null, errorCorrection: null }
}

const levelsFor = (bytes: number): Level[] => (bytes <= mostForM ? ['M', 'L'] : ['L'])

function versionOf(json: string, level: Level): number | undefined {
  try {
    return QRCode.create(segments(json), { errorCorrectionLevel: level }).version
  } catch {
    return undefined // the library's way to say that it does not fit
  }
}

/** One segment of bytes: a mixture of modes saves little and is read by fewer phones. */
const segments = (json: string) => [{ data: Buffer.from(json), mode: 'byte' as const }]

/** Black on white whatever the page is like, with the quiet zone of four modules that ISO/IEC 18004 asks for. */
const look = { margin: 4, color: { dark: '#000000ff', light: '#ffffffff' } }

export const drawSvg = (json: string, level: Level): Promise<string> =>
  QRCode.toString(segments(json), { type: 'svg', errorCorrectionLevel: level, ...look })

/** `scale`: pixels of a module, whole ones, so that edges stay sharp. */
export const drawPng = (json: string, level: Level, scale: number): Promise<Buffer> =>
  QRCode.toBuffer(segments(json), { type: 'png', errorCorrectionLevel: level, scale, ...look })
