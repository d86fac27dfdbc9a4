/**
 * Reads the first chunks of a stream, up to `amount`, without taking them from it: `all` gives them again, then the rest.
 * Leaving `all` early ends the source.
 */
export async function peek<T>(
  source: AsyncIterable<T>,
  amount: number,
  sizeOf: (chunk: T) => number,
): Promise<{ head: T[]; all: AsyncGenerator<T> }> {
  const iterator = source[Symbol.asyncIterator]()
  const head: T[] = []
  for (let size = 0; size < amount;) {
    const { done, value } = await iterator.next()
    if (done) break
    head.push(value)
    size += sizeOf(value)
  }
  return { head, all: replay(head, iterator) }
}

async function* replay<T>(head: readonly T[], iterator: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield* head
    for (;;) {
      const { done, value } = await iterator.next()
      if (done) return
      yield value
    }
  } finally {
    await iterator.return?.()
  }
}
