import type { AnswerListener, CommandError, KeyedAnswer } from '../commands/answer-listener.ts'
import { reasonIn, reasonOf } from '../commands/command-words.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { storable } from '../platform/db/storable.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { readApplicationAnswer } from '../protocol/mdm/application-commands.ts'
import { readSettingsAnswer, type SettingsAnswer } from '../protocol/mdm/settings-commands.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import type { PlistDict } from '../protocol/plist/plist.ts'
import { settleDelivery, type AnsweredDelivery } from './delivery-store.ts'
import { policyKey } from './equip.ts'

/** What devices answer to what they were sent decides the state of each policy on them. */
export const policyAnswers: AnswerListener = { prefix: policyKey, onAnswer: hearAnswer }

async function hearAnswer(trx: Trx, answer: KeyedAnswer): Promise<void> {
  if (answer.state === 'not-now') return
  const error = storableOrNull(errorIn(answer))
  const { deviceId, commandId, key, now } = answer
  const beside = besides[key.slice(policyKey.length)]
  if (beside) return note(trx, deviceId, beside(error))
  const settled = await settleDelivery(trx, { deviceId, commandId, error, now })
  if (!settled) return
  await note(trx, deviceId, noteOf(settled, error))
  await announce(trx, { topic: 'policy', id: settled.policyId })
}

/** Why it was not done; null when it was. */
function errorIn({ state, error, requestType, content }: KeyedAnswer): string | null {
  if (state === 'cancelled') return 'The command was taken back before the device asked for it.'
  if (state === 'error') return error && !isGoneAlready(requestType, error) ? reasonOf(error) : null
  return content ? rejectionIn(requestType, content) : null
}

/** A device acknowledges that it has understood, and may say in the same breath that it will not. */
function rejectionIn(requestType: string, content: PlistDict): string | null {
  try {
    if (requestType === 'InstallApplication') return readApplicationAnswer(content).RejectionReason ?? null
    return requestType === 'Settings' ? faultIn(readSettingsAnswer(content)) : null
  } catch (error) {
    if (error instanceof MdmError) return null
    throw error
  }
}

function faultIn({ Settings: settings }: SettingsAnswer): string | null {
  const wrong = settings.find(({ Status }) => Status === 'Error')
  return wrong ? reasonOf({ status: 'Error', chain: wrong.ErrorChain.map(reasonIn) }) : null
}

/** What is to be removed is not there: the person, or an erased device, was faster. iPhones and Macs name it so. */
const isGoneAlready = (requestType: string, error: CommandError) =>
  requestType === 'RemoveProfile' &&
  'chain' in error &&
  error.chain.some(
    ({ code, ErrorDomain }) =>
      (ErrorDomain === 'MCMDMErrorDomain' && code === 12075) ||
      (ErrorDomain === 'MDMClientError' && code === 89),
  )

const storableOrNull = (text: string | null) => (text === null ? null : storable(text).slice(0, 1000))

type Note = { kind: string; summary: string; facts: Record<string, unknown> }

function noteOf({ policyId, name, kind, state, version }: AnsweredDelivery, error: string | null): Note {
  const facts = { policyId, name, kind, version, ...(error === null ? {} : { error }) }
  if (state === 'installed')
    return { kind: 'policy.installed', summary: `The device has taken “${name}”, version ${version}.`, facts }
  if (state === 'removed')
    return { kind: 'policy.removed', summary: `The device has given up “${name}”.`, facts }
  const act = state === 'removing' ? 'give up' : 'take'
  return { kind: 'policy.failed', summary: `The device did not ${act} “${name}”: ${error}`, facts }
}

const besides: Record<string, ((error: string | null) => Note) | undefined> = {
  agent: (error) =>
    error === null
      ? { kind: 'agent.installed', summary: 'The device has accepted the agent.', facts: {} }
      : { kind: 'agent.failed', summary: `The device did not take the agent: ${error}`, facts: { error } },
  name: (error) =>
    error === null
      ? { kind: 'device.named', summary: 'The device has taken the name that its template gives.', facts: {} }
      : { kind: 'device.naming-failed', summary: `The device kept its name: ${error}`, facts: { error } },
}

const note = (trx: Trx, deviceId: string, { kind, summary, facts }: Note): Promise<void> =>
  recordEvents(trx, [{ subject: { kind: 'device', id: deviceId }, kind, actor: 'device', summary, facts }])
