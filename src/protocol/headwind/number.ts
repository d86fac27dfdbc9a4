/** What a Headwind agent calls itself by: as its QR code says, the IMEI or the serial number, or what a person typed. */
export type NumberClaims = { imei: string } | { serial: string }

/** Only 15 digits with the right check digit are an IMEI; everything else is taken for a serial number. */
export const claimsOfNumber = (number: string): NumberClaims =>
  isImei(number) ? { imei: number } : { serial: number }

/** 3GPP TS 23.003, annex B: Luhn's check digit over the first 14. */
function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false
  const sum = Array.from(text).reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
