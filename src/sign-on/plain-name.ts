/** W18: the name without the tenant's domain behind it; every other name as it is. */
export function plainName(userName: string, tenantDomain: string): string {
  const at = userName.lastIndexOf('@')
  const qualified = tenantDomain !== '' && userName.slice(at + 1).toLowerCase() === tenantDomain.toLowerCase()
  return at > 0 && qualified ? userName.slice(0, at) : userName
}
