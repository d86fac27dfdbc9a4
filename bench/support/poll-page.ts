import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A process of its own that reads a device page (the device and its timeline) again and again, as somebody at the help desk does,
 * and answers each message with the 95th percentile in milliseconds since the one before.
 */
const [url = '', token = '', id = ''] = process.argv.slice(2)
let times: number[] = []

process.on('message', () => {
  const sorted = times.sort((a, b) => a - b)
  process.send!({ pages: sorted.length, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 })
  times = []
})

const read = async (path: string) => {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  await answer.arrayBuffer()
}

for (;;) {
  const started = performance.now()
  await Promise.all([read(`/devices/${id}`), read(`/devices/${id}/timeline`)])
  times.push(performance.now() - started)
  await sleep(20)
}
