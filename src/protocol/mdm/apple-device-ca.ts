import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'

/** A key, or a certificate whose key counts; validity dates never do. */
export type TrustAnchor = KeyObject | X509Certificate

/**
 * The public key of "Apple iPhone Device CA", which issues the identity that is built into every Apple device
 * (apple-mdm.md 1.3). Its certificate expired in 2014 and it signs to this day.
 */
export const appleDeviceCa: KeyObject = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'RSA',
    e: 'AQAB',
    n: Buffer.from(
      'F1944AC9EABA5A1860ADCBA24D4D4E54196917590766CB97E8669A475F46AE67' +
        '7AB54A7354B1CB04F6BD36B80C55388A8483315265F933E197779C2B4C26B025' +
        '3FE932AA7B087494ECC14B381D674E0852945A8B59A35CD793F4A0FE5585BB4C' +
        '46975E6EB277452F675CBC0B18BF59B96C86F72A7576D21971F42963B9250BAF',
      'hex',
    ).toString('base64url'),
  },
})

/** The certificates of a PEM text. Throws when there is none, or one that cannot be read. */
export function readTrustAnchors(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (!blocks) throw new Error('There is no certificate in the file')
  return blocks.map((block) => new X509Certificate(block))
}

export const keyOfAnchor = (anchor: TrustAnchor): KeyObject =>
  anchor instanceof X509Certificate ? anchor.publicKey : anchor
