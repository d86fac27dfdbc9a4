/** What the 15th digit of an IMEI must be after its first 14: Luhn's (3GPP TS 23.003, annex B). More digits are not looked at. */
export function imeiCheckDigit(imei: string): string {
  const sum = Array.from(imei.slice(0, 14), Number).reduce((sum, digit, index) => {
    const value = digit * (index % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
