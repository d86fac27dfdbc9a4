const [least, most] = [-(2n ** 63n), 2n ** 64n - 1n]

/** Every reader here answers undefined for text that is not what the element promises. */
export function readInteger(text: string): number | bigint | undefined {
  const digits = text.trim()
  if (!/^[+-]?\d{1,20}$/.test(digits)) return undefined
  const number = Number(digits)
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number
  const big = BigInt(digits.replace(/^\+/, ''))
  return big < least || big > most ? undefined : big
}

const named = new Map([
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['+inf', Infinity],
  ['+infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
])

export function readReal(text: string): number | undefined {
  const digits = text.trim()
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits)) return Number(digits)
  return named.get(digits.toLowerCase())
}

/** Apple's dates are UTC with whole seconds. `Date` alone would turn the 30th of February into March. */
export function readDate(text: string): Date | undefined {
  const iso = text.trim()
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(iso)) return undefined
  const date = new Date(iso)
  return !Number.isNaN(date.getTime()) && writeDate(date) === iso ? date : undefined
}

export const writeDate = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

export function readData(text: string): Buffer | undefined {
  const base64 = text.replace(/[ \t\n\r]+/g, '')
  return base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)
    ? Buffer.from(base64, 'base64')
    : undefined
}
