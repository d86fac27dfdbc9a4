import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { newHistogram, recordLatency, type Histogram } from '../../src/simulator/load/histogram.ts'

export type PollOrder = {
  hostname: string
  port: number
  requests: string[]
  connections: number
  seconds: number
}
export type PollAnswer = { perSecond: number; latencies: Histogram }

/** Devices that only poll, with as little work of their own as possible. Each connection asks for its share of them in turn. */
const { hostname, port, requests, connections, seconds } = workerData as PollOrder
const latencies = newHistogram()
const ends = performance.now() + seconds * 1000

await Promise.all(Array.from({ length: connections }, (_, n) => pollUntilEnd(n)))
const answer: PollAnswer = { perSecond: latencies.count / seconds, latencies }
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(answer)

function pollUntilEnd(first: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = first
    let begun = 0
    const ask = () => {
      begun = performance.now()
      socket.write(requests[next % requests.length]!)
      next += connections
    }
    const socket = connect(port, hostname, ask)
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('data', (answer: Buffer) => {
      // An empty answer fits into one piece.
      if (!answer.toString('latin1', 0, 15).startsWith('HTTP/1.1 200'))
        return reject(new Error(answer.toString('latin1')))
      recordLatency(latencies, performance.now() - begun)
      if (performance.now() < ends) return ask()
      socket.end()
      return resolve()
    })
  })
}
