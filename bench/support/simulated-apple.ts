import { startAppleSimulator } from '../../src/simulator/apple/apple-simulator.ts'

/** Apple in a process of its own, as it is in life; says where it is, and ends with its parent. */
const { url } = await startAppleSimulator({ devices: Number(process.argv[2]) })
process.send?.(url)
process.on('disconnect', () => process.exit(0))
