const shortest = 6

/** A code that somebody guesses within the tries that there are: too short, one sign only, or a run as 123456. */
export function isWeakCode(code: string): boolean {
  const signs = Array.from(code.toLowerCase(), (sign) => sign.charCodeAt(0))
  const steps = new Set(signs.slice(1).map((sign, n) => sign - signs[n]!))
  const [step = 0] = steps
  return signs.length < shortest || (steps.size === 1 && Math.abs(step) <= 1)
}
