type ReadChunk = (id: string, position: number) => Promise<Buffer | undefined>

/** Some 64 MiB: an agent or two as a whole. */
const mostChunks = 256

/**
 * Keeps the parts that were asked for last: while many phones are set up they all want the same, and the database hands bytes out
 * slowly. What a part holds never changes. Those who want one at the same time wait for one reading.
 */
export function chunkCache(read: ReadChunk, most = mostChunks): ReadChunk {
  const kept = new Map<string, Promise<Buffer | undefined>>()
  return (id, position) => {
    const key = `${id} ${position}`
    const found = kept.get(key) ?? read(id, position)
    // The last one in the order of a Map is the one put in last.
    kept.delete(key)
    kept.set(key, found)
    found.catch(() => kept.delete(key))
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    return found
  }
}
