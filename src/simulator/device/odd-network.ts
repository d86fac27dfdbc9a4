import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** How the way to the server can be. */
export type OddNetwork = {
  /** Every request takes so long until it begins, and its body comes in pieces with such pauses. */
  slowMs?: number
  /** Every request that sends something is sent twice at once, as by a proxy that tries again; the second answer counts. */
  duplicate?: boolean
}

/** A `fetch` that goes that way. */
export function oddFetch(next: typeof fetch, { slowMs = 0, duplicate = false }: OddNetwork): typeof fetch {
  const send: typeof fetch = async (input, init) => {
    if (slowMs === 0) return next(input, init)
    await sleep(slowMs)
    return next(input, slowly(init, slowMs))
  }
  return async (input, init) => {
    if (!duplicate || !init?.body) return send(input, init)
    const [first, second] = await Promise.all([send(input, init), send(input, init)])
    await first.arrayBuffer()
    return second
  }
}

const pieces = 4

function slowly(init: RequestInit | undefined, pauseMs: number): RequestInit | undefined {
  const { body } = init ?? {}
  if (!(body instanceof Uint8Array) || body.length < pieces) return init
  const stream = Readable.toWeb(Readable.from(trickle(body, pauseMs)))
  const sent = { ...init, body: stream as NonNullable<RequestInit['body']>, duplex: 'half' as const }
  return sent
}

async function* trickle(body: Uint8Array, pauseMs: number): AsyncGenerator<Uint8Array> {
  const size = Math.ceil(body.length / pieces)
  for (let at = 0; at < body.length; at += size) {
    if (at > 0) await sleep(pauseMs)
    yield body.subarray(at, at + size)
  }
}
