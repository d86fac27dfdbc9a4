import { createAppleDevice } from './device/apple-device.ts'
import { createDeviceAuthority } from './device/device-authority.ts'
import type { EnrollmentResult } from './device/device-options.ts'
import type { LinkPapers } from './device/link-client.ts'
import type { ModelName } from './models.ts'
import { readLogin } from './person.ts'
import { lineOf, toStdout } from './print-step.ts'

export type LinkCommand = Omit<LinkPapers, 'login'> & {
  serial: string
  model: ModelName
  udid?: string
  /** User name and password with a colon between. */
  login?: string
  json?: boolean
  print?: (line: string) => void
}

/** `muster simulate device --link`: one device enrolls by an enrollment link. Answers the exit code: 0 enrolled, 3 refused, 1 otherwise. */
export async function runLinkCommand(options: LinkCommand): Promise<number> {
  const { serial, model, udid, login, json = false, print = toStdout, ...papers } = options
  const device = createAppleDevice({
    serial,
    model,
    ...(udid === undefined ? {} : { udid }),
    // Nobody is asked: a person opens the link.
    appleUrl: '',
    deviceAuthority: createDeviceAuthority(),
    onStep: (step) => print(lineOf(step, json)),
  })
  const { steps: _printed, ...outcome } = await device.enrollByLink({
    ...papers,
    ...(login === undefined ? {} : { login: readLogin(login) }),
  })
  if (json) print(JSON.stringify(outcome))
  return exitCodes[outcome.outcome]
}

const exitCodes: Record<EnrollmentResult['outcome'], number> = { enrolled: 0, refused: 3, failed: 1 }
