import type { z } from 'zod'

/** A wish that the portal refuses, with words for the person who typed it. */
export class PortalError extends Error {
  override readonly name = 'PortalError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Reads a body or a query by its schema and names every fault in it. */
export function readRequest<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const faults = error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  )
  throw new PortalError(400, faults.join('; '))
}
