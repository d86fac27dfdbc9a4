import * as fc from 'fast-check'

/** Valid bytes as they arrive from a bad line or a bad person: some changed, some cut off, some put in. */
export const mutationsOf = (valid: Uint8Array): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = Buffer.from(valid)
        for (const [at, byte] of changes) copy[at] = byte
        return copy
      }),
    fc.nat(valid.length - 1).map((length) => Buffer.from(valid.subarray(0, length))),
    fc
      .tuple(fc.nat(valid.length), fc.uint8Array({ minLength: 1, maxLength: 8 }))
      .map(([at, inserted]) => Buffer.concat([valid.subarray(0, at), inserted, valid.subarray(at)])),
  )
