import QRCode from 'qrcode'

/** How much of a code may be damaged and still be read: L 7 %, M 15 % (ISO/IEC 18004). */
export type QrLevel = 'L' | 'M'

/** Black on white whatever the page is like, with the quiet zone of four modules that ISO/IEC 18004 asks for. */
const look = { margin: 4, color: { dark: '#000000ff', light: '#ffffffff' } }

/** Medium correction unless said otherwise: a printed sheet gets a crease or a stain. */
export const qrSvg = (content: QrContent, level: QrLevel = 'M'): Promise<string> =>
  QRCode.toString(content, { ...look, errorCorrectionLevel: level, type: 'svg' })

/** `scale`: pixels of a module, whole ones, so that edges stay sharp. */
export const qrPng = (content: QrContent, level: QrLevel = 'M', scale = 10): Promise<Buffer> =>
  QRCode.toBuffer(content, { ...look, errorCorrectionLevel: level, scale, type: 'png' })

/** The size of a code, 1 to 40; undefined when the content fits none. */
export function qrVersion(content: QrContent, level: QrLevel): number | undefined {
  try {
    return QRCode.create(content, { errorCorrectionLevel: level }).version
  } catch {
    return undefined // the library's way to say that it does not fit
  }
}

/** A text in whatever modes make the smallest code, or bytes as they are. */
export type QrContent = string | { data: Buffer; mode: 'byte' }[]
