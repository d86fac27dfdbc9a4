/** What a property list can hold. Integers beyond 2^53 are bigint; data is a Buffer when we read it. */
export type PlistValue = string | number | bigint | boolean | Date | Uint8Array | PlistValue[] | PlistDict
export type PlistDict = { [key: string]: PlistValue }

/** The bytes are not a property list, or the value cannot be written as one. Messages never quote the content. */
export class PlistError extends Error {
  override readonly name = 'PlistError'
}

/** Apple's own documents stay below 15 levels; more than this is somebody who wants our stack. */
export const maxDepth = 64

/** Without a prototype, so that a key named `__proto__` is a key like any other. */
export const emptyDict = (): PlistDict => Object.create(null) as PlistDict

export const isDict = (value: PlistValue | undefined): value is PlistDict =>
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array)
