/** Both ends belong to it. */
export type ByteRange = { from: number; to: number }

/**
 * What a Range header asks of a file (RFC 9110, section 14). Several ranges, other units and nonsense may be ignored, and are: the
 * whole file is the answer then.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '') ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '') return suffix(Number(last), size)
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < from) return 'whole'
  return from < size ? { from, to } : 'unsatisfiable'
}

const suffix = (length: number, size: number) =>
  length === 0 ? 'unsatisfiable' : { from: Math.max(0, size - length), to: size - 1 }
