import { parentPort, workerData } from 'node:worker_threads'
import type { LoadOrder } from './load-order.ts'
import { runLoad } from './run-load.ts'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(await runLoad(workerData as LoadOrder))
