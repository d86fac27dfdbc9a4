import { readCommand } from '../../src/protocol/mdm/command.ts'
import type { PollMessage } from '../../src/protocol/mdm/poll.ts'
import { verifySignedData } from '../../src/protocol/cms/verify-signed-data.ts'
import { isDict, parsePlist, type PlistDict } from '../../src/protocol/plist/plist.ts'
import type { Hand } from './apple-hand.ts'
import type { TestApp } from './test-app.ts'

export const aPolicy = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  content: { kind: 'passcode', minLength: 6 },
  ...more,
})

/** Adds a policy and gives it back; throws when it is not added. */
export async function addPolicy(app: TestApp, name: string, more: Record<string, unknown> = {}) {
  const answer = await app.api('POST', '/policies', aPolicy(name, more))
  if (answer.status !== 201) throw new Error(`The policy was not added: ${JSON.stringify(answer.body)}`)
  return answer.body
}

export type Received = { type: string; command: PlistDict; profile?: PlistDict }
type Reply = Partial<PollMessage> & { results?: PlistDict }

/** Polls until there is nothing to do, answering each command as `answer` says, and tells what came. */
export async function pollAll(
  hand: Hand,
  answer: (received: Received) => Reply = () => ({ Status: 'Acknowledged' }),
): Promise<Received[]> {
  const all: Received[] = []
  let response = await hand.poll()
  for (;;) {
    const body = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) throw new Error(`The poll was refused: ${response.status}`)
    if (body.length === 0) return all
    const { CommandUUID, Command } = readCommand(body)
    const received = receivedOf(Command)
    all.push(received)
    const { results, ...reply } = answer(received)
    response = await hand.poll({ ...reply, CommandUUID }, results)
  }
}

function receivedOf(command: PlistDict & { RequestType: string }): Received {
  const { RequestType: type, Payload: payload } = command
  if (!(payload instanceof Uint8Array)) return { type, command }
  const profile = parsePlist(payload[0] === 0x30 ? verifySignedData(payload).content : payload)
  if (!isDict(profile)) throw new Error('A profile that is none')
  return { type, command, profile }
}

/** What came, in short: the kinds of commands, and of profiles what is in them. */
export const inShort = (all: readonly Received[]): string[] =>
  all.map(({ type, command, profile }) => {
    if (type === 'RemoveProfile') return removal(command)
    const content = profile?.['PayloadContent']
    const types = Array.isArray(content)
      ? content.map((each) =>
          isDict(each) && typeof each['PayloadType'] === 'string' ? each['PayloadType'] : '',
        )
      : []
    return [type, ...types].join(' ')
  })

const removal = ({ Identifier: identifier }: PlistDict) =>
  `RemoveProfile ${typeof identifier === 'string' ? identifier : ''}`

/** The smallest profile that is worth something. */
export const mobileconfig = (
  identifier: string,
  payloads = webClipPayload,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string><key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>${identifier}</string><key>PayloadUUID</key><string>7A5B0D5C-8D2B-4E19-9C41-0E6A3F5A2A11</string>
<key>PayloadDisplayName</key><string>${identifier}</string>
<key>PayloadContent</key><array>${payloads}</array></dict></plist>`

const webClipPayload = `<dict><key>PayloadType</key><string>com.apple.webClip.managed</string><key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>clip</string><key>PayloadUUID</key><string>11111111-2222-4333-8444-555555555555</string>
<key>URL</key><string>https://example.com</string><key>Label</key><string>Home</string><key>IsRemovable</key><true/></dict>`
