import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startGoogleSimulator, type GoogleSimulator } from './google/google-simulator.ts'
import { changeFaults } from './google/portal.ts'
import { claimPhones } from './google/reseller.ts'
import { newServiceAccountKey } from './google/service-account.ts'
import { toStdout } from './print-step.ts'

export type GoogleSimulatorCommand = {
  port?: number
  /** Number of made-up phones that a reseller has claimed for zero-touch. */
  devices?: number
  /** The key file of the service account; made when it does not exist. */
  key?: string
  print?: (line: string) => void
}

const defaultKey = 'data/simulator/google-key.json'

/** On Google's own list of apps for zero-touch. */
const apps = [
  { packageName: 'com.google.android.apps.work.clouddpc', name: 'Android Device Policy' },
  { packageName: 'com.example.agent', name: 'Example agent' },
]

/** `muster simulate google`: starts it and prints one line of JSON. It runs until it is closed or the process ends. */
export async function runGoogleSimulatorCommand(options: GoogleSimulatorCommand): Promise<GoogleSimulator> {
  const { print = toStdout, port = 0, devices = 0, key = defaultKey } = options
  const serviceAccountKey = await openKey(key)
  const simulator = await startGoogleSimulator({ port, serviceAccountKey })
  const { state, url, urls } = simulator
  const { customer, enterprise } = state
  changeFaults(state, { pageSize: 100, devicesAnswer: true })
  for (const { name, packageName } of apps)
    state.zeroTouch.dpcs.push({ name: `${customer}/dpcs/${packageName}`, dpcName: name, packageName })
  if (devices > 0) claimPhones(state, devices)
  const serviceAccountKeyFile = path.resolve(key)
  print(
    JSON.stringify({
      url,
      urls,
      portal: '/portal',
      enterprise,
      customer,
      serviceAccountKeyFile,
      serviceAccountKey,
    }),
  )
  return simulator
}

/** It stays the same from one run to the next, so that the settings need not be entered again. */
async function openKey(file: string): Promise<string> {
  if (existsSync(file)) return readFile(file, 'utf8')
  const key = newServiceAccountKey()
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  await writeFile(file, key, { mode: 0o600, flag: 'wx' })
  return key
}
