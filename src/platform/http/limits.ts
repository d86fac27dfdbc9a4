const mebibyte = 1024 * 1024

/** What a request may have; the API document and the answers name these numbers. */
export const limits = {
  bodyBytes: mebibyte,
  fileBytes: 200 * mebibyte,
  files: 4,
  fields: 20,
  fieldBytes: mebibyte,
  /** SCEP by GET and Mdm-Signature are long (apple-mdm.md 10.1). */
  headerBytes: 32 * 1024,
  /** One part of an address, as a name or a serial number. */
  addressPartCharacters: 500,
  /** From the first byte of a request to its last: a slow upload of the largest file has time, a connection held open has not. */
  requestMs: 15 * 60 * 1000,
}

export const inMebibytes = (bytes: number): string => `${bytes / mebibyte} MiB`
