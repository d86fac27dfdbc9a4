/** What a request of a device is, for its latency: by its address, its type, and what a check-in says it is. */
export function nameRequest(url: URL, { type, body }: { type: string; body: string }): string {
  const operation = url.searchParams.get('operation')
  if (operation) return `scep ${operation}`
  if (type.startsWith('application/x-apple-aspen-mdm-checkin'))
    return /<key>MessageType<\/key>\s*<string>(\w+)<\/string>/.exec(body)?.[1] ?? 'check-in'
  if (type.startsWith('application/x-apple-aspen-mdm')) return 'first commands'
  return 'profile'
}
