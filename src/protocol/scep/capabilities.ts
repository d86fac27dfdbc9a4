/**
 * The answer to GetCACaps (RFC 8894 3.5.2). iOS refuses a server without SHA-1 or SHA-256, Macs complain without DES3;
 * POSTPKIOperation spares everybody long addresses.
 */
export const scepCapabilities = [
  'Renewal',
  'SHA-1',
  'SHA-256',
  'AES',
  'DES3',
  'SCEPStandard',
  'POSTPKIOperation',
].join('\n')
