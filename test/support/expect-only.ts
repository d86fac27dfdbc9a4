/** The result of `read`, or undefined if it threw the one error it may throw; any other error is a failure. */
export function expectOnly<T>(
  wanted: abstract new (...args: never[]) => Error,
  read: () => T,
): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof wanted) return undefined
    throw error
  }
}
