/** Our names are Apple's in another spelling, so `isMdmRemovable` is `is_mdm_removable`. Blank fields are left out. */
export function appleJson(fields: Record<string, unknown>): string {
  const sent = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return JSON.stringify(Object.fromEntries(sent.map(([name, value]) => [appleName(name), value])), null, 2)
}

export const appleName = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
