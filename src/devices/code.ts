import { randomInt } from 'node:crypto'

const usualDigits = 8

/** A check-in code that can be typed on any keyboard: 8 digits, or more where the settings want longer codes. */
export function generateCode(minimumLength = 1): string {
  const digits = Math.max(usualDigits, minimumLength)
  return Array.from({ length: digits }, () => randomInt(10)).join('')
}
