import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

type Order = { hostname: string; port: number; requests: string[]; seconds: number }

/** Devices that only poll, with as little work of their own as possible. */
const { hostname, port, requests, seconds } = workerData as Order
const ends = performance.now() + seconds * 1000

const answered = await Promise.all(requests.map(pollUntilEnd))
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(answered.reduce((sum, count) => sum + count, 0) / seconds)

function pollUntilEnd(request: string): Promise<number> {
  const bytes = Buffer.from(request)
  return new Promise((resolve, reject) => {
    let count = 0
    const socket = connect(port, hostname, () => socket.write(bytes))
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('data', (answer: Buffer) => {
      // An empty answer fits into one piece.
      if (!answer.toString('latin1', 0, 15).startsWith('HTTP/1.1 200'))
        return reject(new Error(answer.toString('latin1')))
      count += 1
      if (performance.now() < ends) return socket.write(bytes)
      socket.end()
      return resolve(count)
    })
  })
}
