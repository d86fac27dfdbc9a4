import QRCode from 'qrcode'

/** Medium correction: a printed sheet gets a crease or a stain. The quiet zone is the four modules of ISO/IEC 18004. */
const options = { errorCorrectionLevel: 'M', margin: 4 } as const

export const qrSvg = (text: string): Promise<string> => QRCode.toString(text, { ...options, type: 'svg' })

const modulePixels = 10

export const qrPng = (text: string): Promise<Buffer> =>
  QRCode.toBuffer(text, { ...options, type: 'png', scale: modulePixels })
