/** Fields of a form, by name. */
export type FormFields = ReadonlyMap<string, string>

export const formBytes = 16 * 1024
const mostFields = 20
const longestField = 8192

/**
 * Reads application/x-www-form-urlencoded (WHATWG URL, 5.1). Never fails: bytes that are no form give no fields, or odd ones that
 * nobody asks for. Of a name that comes twice the first counts. Characters that cannot be stored or typed are left out.
 */
export function readForm(body: Uint8Array): FormFields {
  const fields = new Map<string, string>()
  if (body.length > formBytes) return fields
  for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8'))) {
    if (fields.size >= mostFields) break
    if (!fields.has(name))
      fields.set(
        name,
        value
          .toWellFormed()
          .replace(/\p{Cc}/gu, '')
          .slice(0, longestField),
      )
  }
  return fields
}
