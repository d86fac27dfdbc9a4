import type { RefusalReason } from './refusal.ts'

/** What reasons mean, for the people who watch over security. */
export const refusalWords: Record<RefusalReason, string> = {
  malformed: 'The message cannot be read.',
  'too-large': 'The message is larger than any device sends.',
  'bad-signature': 'The signature is missing, or is not of this message.',
  'unknown-certificate': 'The certificate is not on record.',
  'foreign-certificate': 'The certificate was issued by somebody else.',
  'another-device': 'The certificate of one device was used for another.',
  barred: 'The certificate is revoked, or the device is withdrawn.',
  'expired-certificate': 'The certificate has ended.',
  'not-enrolled': 'The device is not enrolled.',
  'restriction-failed': 'The device is not the one on record.',
  'bad-challenge': 'The SCEP challenge is missing, wrong, used or over.',
  'bad-renewal': 'The certificate to be renewed is not in use.',
  'weak-key': 'The key is too short, or not RSA.',
  'not-offered': 'The message asks for something that this server does not offer.',
  other: 'Another reason.',
}
