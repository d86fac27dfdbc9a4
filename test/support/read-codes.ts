import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

/** The decoder comes with its program beside it; by itself it would ask a server for it. */
const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer } })

/** The texts of the QR codes in a picture, as another program than ours reads them. */
export async function readCodes(picture: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const found = await readBarcodes(new Blob([picture]), { formats: ['QRCode'], tryHarder: true })
  return found.map(({ text }) => text)
}
