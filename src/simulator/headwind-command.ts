import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { keyOf } from '../protocol/android/provisioning.ts'
import { createHeadwindAgent, type HeadwindHardware } from './headwind/headwind-agent.ts'
import { lineOf, toStdout } from './print-step.ts'

export type HeadwindCommand = HeadwindHardware & {
  /** A file with the text of the code. */
  qr: string
  secret?: string | undefined
  json?: boolean
  print?: (line: string) => void
}

const Code = z.looseObject({ [keyOf('ADMIN_EXTRAS_BUNDLE', false)]: z.record(z.string(), z.unknown()) })

/**
 * `muster simulate headwind`: the published agent enrolls by one number, reports the others, and asks again what it is to be. Answers
 * the exit code: 0 it has a configuration, 3 it was refused, 1 otherwise.
 */
export async function runHeadwindCommand(options: HeadwindCommand): Promise<number> {
  const { qr, secret, json = false, print = toStdout, ...hardware } = options
  const tell = (name: string, detail: string) => print(lineOf({ name, detail, at: new Date() }, json))
  try {
    const bundle = bundleIn(readFileSync(qr, 'utf8'))
    const agent = createHeadwindAgent({ bundle, hardware, ...(secret === undefined ? {} : { secret }) })
    tell('Scanned', `it names its ${String(bundle['com.hmdm.DEVICE_ID_USE'])}`)
    if ((await agent.enroll()) === 'refused') return refused(tell)
    tell('Let in', 'for good, or until its report is read')
    await agent.report()
    tell('Reported', Object.keys(hardware).join(', '))
    await agent.refresh()
    if (agent.state() === 'refused') return refused(tell)
    const { title, description } = agent.configuration()!
    tell('Configured', [title, description].filter(Boolean).join(': '))
    return 0
  } catch (error) {
    tell('Failed', (error as Error).message)
    return 1
  }
}

function bundleIn(text: string): Record<string, unknown> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error('The code is not JSON')
  }
  const bundle = Code.safeParse(json).data?.[keyOf('ADMIN_EXTRAS_BUNDLE', false)]
  if (!bundle) throw new Error('The code has no bundle for an agent: is it what qr.json answers?')
  return bundle
}

function refused(tell: (name: string, detail: string) => void): number {
  tell('Refused', 'the agent asks for another number (error.notfound.device)')
  return 3
}
