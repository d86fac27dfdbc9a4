import { readCodes } from './read-codes.ts'

const scale = 4

/** The text of a QR code that is drawn as horizontal strokes, one module thick; read from pixels as from any picture. */
export async function readSvgCode(svg: string): Promise<string | undefined> {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const strokes = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1]
  if (!size || !strokes) throw new Error('This is no code as the server draws it')
  const [text] = await readCodes(picture(size, darkModules(strokes)))
  return text
}

function* darkModules(strokes: string): Generator<[number, number]> {
  let [x, y] = [0, 0]
  for (const [, kind, one = '0', two = '0'] of strokes.matchAll(/([MmHh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?/g)) {
    if (kind === 'M') [x, y] = [Number(one), Number(two)]
    else if (kind === 'm') [x, y] = [x + Number(one), y + Number(two)]
    else for (const end = x + Number(one); x < end; x++) yield [x, Math.floor(y)]
  }
}

/** A grey picture in the simplest format there is (PGM). */
function picture(size: number, dark: Iterable<[number, number]>): Uint8Array<ArrayBuffer> {
  const width = size * scale
  const header = Buffer.from(`P5\n${width} ${width}\n255\n`)
  const pixels = Buffer.alloc(width * width, 255)
  for (const [x, y] of dark)
    for (let row = y * scale; row < (y + 1) * scale; row++)
      pixels.fill(0, row * width + x * scale, row * width + (x + 1) * scale)
  return new Uint8Array(Buffer.concat([header, pixels]))
}
