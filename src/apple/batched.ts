const mostAtOnce = 100

type Waiting<K, V> = { key: K; resolve: (value: V) => void; reject: (error: unknown) => void }

/**
 * A look-up of single keys that asks for many at once: while one query is under way, the keys that come meanwhile wait
 * together for the next. A quiet server answers as before, and a busy one spares most round trips. `load` gives one
 * value for each key, in their order.
 */
export function batched<K, V>(load: (keys: K[]) => Promise<V[]>): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = []
  let busy = false

  async function drain(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      try {
        const values = await load(batch.map(({ key }) => key))
        batch.forEach(({ resolve }, i) => resolve(values[i] as V))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    busy = false
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (!busy) void drain()
    })
}
