import { buildCheckIn } from '../../protocol/mdm/check-in.ts'
import type { CheckIn } from '../../protocol/mdm/check-in.ts'
import { readCommand, type Command } from '../../protocol/mdm/command.ts'
import { mdmSignature } from '../../protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../../protocol/mdm/poll.ts'
import type { MdmPayload } from '../../protocol/mdm/read-enrollment-profile.ts'
import type { CommandAnswer, CommandState } from './command-answers.ts'
import { answerCommand } from './command-answers.ts'
import type { Identity } from './device-authority.ts'
import type { Hardware } from './hardware.ts'
import type { ScepOrder } from './scep-client.ts'
import type { Surroundings } from './walk.ts'
import { assertOk, bytesOf, request, WalkError } from './walk.ts'

/** What a managed device keeps: where to report, and how it proves who it is. */
export type Management = {
  mdm: MdmPayload
  identity: Identity
  udid: string
  /** How it got its certificate, for the next one. */
  scep: ScepOrder
}

/** A device as commands find it. */
export type Obedient = {
  hardware: Hardware
  state: CommandState
  /** Answers of its own, instead of those of a good device: refusals, "not now". */
  answer?: ((command: Command) => CommandAnswer | undefined) | undefined
  /** What a new enrollment profile makes it do; undefined when the profile is another one. */
  renew?: ((payload: Uint8Array) => Promise<CommandAnswer | undefined>) | undefined
  /** The user who asks, instead of the device. */
  sender?: { UserID: string; UserShortName: string }
}

export type AnsweredCommand = { uuid: string; requestType: string; status: string }

// More than any server has to say at once; stops a device that is fed the same command for ever.
const mostCommands = 1000

export async function checkIn(world: Surroundings, management: Management, message: CheckIn): Promise<void> {
  const { mdm } = management
  const body = Buffer.from(buildCheckIn(message))
  const type = 'application/x-apple-aspen-mdm-checkin'
  await put(world, management, {
    url: mdm.CheckInURL ?? mdm.ServerURL,
    type,
    body,
    what: message.MessageType,
  })
}

/** Reports to the server, does what it says, and answers, until it has nothing more to say. */
export async function pollCommands(
  world: Surroundings,
  management: Management,
  device: Obedient,
): Promise<AnsweredCommand[]> {
  const done: AnsweredCommand[] = []
  const sender = { UDID: management.udid, ...device.sender }
  let report = buildPoll({ Status: 'Idle', ...sender })
  while (done.length < mostCommands) {
    const body = await poll(world, management, report)
    // What it was told to do to itself, it does when that is answered; what the server says then, nobody hears.
    if (device.state.leaving) return done
    if (body.length === 0) return done
    const { CommandUUID, Command } = readCommand(body)
    const { status, results, errors } = await answerTo(device, Command)
    done.push({ uuid: CommandUUID, requestType: Command.RequestType, status })
    world.step('command', `${Command.RequestType}: ${status}`)
    const answer = {
      Status: status,
      ...sender,
      CommandUUID,
      ...(errors ? { ErrorChain: errors } : {}),
    }
    report = buildPoll(answer, results)
  }
  throw new WalkError('failed', `The server had more than ${mostCommands} commands`)
}

async function answerTo(device: Obedient, command: Command): Promise<CommandAnswer> {
  const own = device.answer?.(command)
  if (own) return own
  const { RequestType: type, Payload: payload } = command
  const renewed =
    type === 'InstallProfile' && payload instanceof Uint8Array ? await device.renew?.(payload) : undefined
  return renewed ?? answerCommand(device.hardware, device.state, command)
}

const poll = (world: Surroundings, management: Management, report: string) =>
  put(world, management, {
    url: management.mdm.ServerURL,
    type: 'application/x-apple-aspen-mdm; charset=UTF-8',
    body: Buffer.from(report),
    what: 'Poll',
  })

type Put = { url: string; type: string; body: Buffer; what: string }

async function put(
  world: Surroundings,
  { mdm, identity }: Management,
  { url, type, body, what }: Put,
): Promise<Buffer> {
  const headers: Record<string, string> = { 'content-type': type, 'user-agent': 'MDM/1.0' }
  if (mdm.SignMessage) headers['mdm-signature'] = mdmSignature(body, identity)
  const response = await request(world, url, { method: 'PUT', headers, body: new Uint8Array(body) })
  const answer = await bytesOf(response)
  assertOk(response, what, answer)
  return answer
}
