import { fail, hint, minute, pass, warn, dayOf, editDevice, openPage, type Judge } from './check.ts'
import { comesByDep, isApple, isListed } from './facts.ts'
import { agentFault, soonMs } from './server-faults.ts'

/** Checks of what the record says. */

export const checkRecord: Judge = ({ status }) =>
  status === 'withdrawn'
    ? fail(
        'The record is withdrawn: no device enrolls with it. If the thing is to be used again, make another record.',
        openPage('Add device', '/devices/new', 'device:write'),
      )
    : undefined

export const checkExpiry: Judge = (device, { now, settings }) => {
  const { id, status, expiresAt } = device
  if (status !== 'enrolling') return undefined
  if (expiresAt === null) return pass('Its time to check in has no end.')
  if (Date.parse(expiresAt) > now.getTime()) return pass(`It may check in until ${minute(expiresAt)}.`)
  const { checkInExpiryEnforced, defaultExpirationDays: days } = settings
  const ended = `Its time to check in ended at ${minute(expiresAt)}`
  if (!checkInExpiryEnforced) return hint(`${ended}, which the enrollment settings do not enforce.`)
  return fail(`${ended}.`, {
    kind: 'call',
    label: days === 1 ? 'Give it 1 more day' : `Give it ${days} more days`,
    method: 'PATCH',
    path: `/devices/${id}`,
    body: { expirationDays: days },
    permission: 'device:write',
  })
}

/** W27: the device is for somebody, or whoever sets it up proves who they are; one way, not two. */
export const checkAuthentication: Judge = (device) => {
  const { status, depMethod, authentication, userName, source } = device
  if (status !== 'enrolling') return undefined
  if (isListed(device))
    return pass(
      userName
        ? `It is for ${userName}; its list is enough.`
        : 'Its list is enough, and the device is nobody’s until somebody signs in.',
    )
  if (depMethod === 'Keycode' || authentication === 'keycode')
    return pass('The key and code tell who sets the device up.')
  if (authentication === 'login' && userName)
    return warn(
      `A login is required and the device is for ${userName}: only this person can set it up. Require no login, or leave the user out.`,
      editDevice(device, 'Choose one'),
    )
  if (authentication === 'login') return pass('Whoever sets it up signs in and becomes its user.')
  if (userName) return pass(`It is for ${userName}; nobody has to sign in.`)
  const nobody = 'No user is assigned and no login is required'
  const mend = editDevice(device, 'Choose a user or a login')
  if (depMethod === null || source === 'dep')
    return fail(`${nobody}: nobody has decided whose device it is.`, mend)
  return warn(`${nobody}: the serial number is enough, and the device will be nobody’s.`, mend)
}

export const checkCode: Judge = (device) => {
  const { status, depMethod, authentication, code } = device
  if (status !== 'enrolling' || isListed(device)) return undefined
  if (!(depMethod === 'Keycode' || authentication === 'keycode')) return undefined
  if (code === 'none')
    return fail(
      'It is to be set up with a key and code, and has no code.',
      editDevice(device, 'Enter a code'),
    )
  return code === 'weak'
    ? warn('Its code is short or easy to guess.', editDevice(device, 'Enter another code'))
    : pass('It has a code.')
}

/** Outside DEP the key and code reach a person by mail. */
export const checkMail: Judge = (device) => {
  const { status, depMethod, authentication, registrationEmail } = device
  if (status !== 'enrolling' || authentication !== 'keycode' || depMethod !== null || isListed(device))
    return undefined
  return registrationEmail
    ? pass(`Its check-in mail goes to ${registrationEmail}.`)
    : hint(
        'It has no mail address for check-in: hand over the key and the code yourself.',
        editDevice(device, 'Enter an address'),
      )
}

/** W28, W29. Android devices are enrolled by their agent, so this one is about Apple's. */
export const checkAgent: Judge = (device, around) => {
  if (!device.agentInstallRequired || !isApple(device) || device.status !== 'enrolling') return undefined
  const fault = agentFault(around)
  const { agentVersion } = around.settings
  return fault === null
    ? pass(agentVersion ? `The agent is published in version ${agentVersion}.` : 'The agent is published.')
    : fail(fault, openPage('Enter the agent', '/settings/enrollment', 'settings:write'))
}

/** W30. Whether somebody has erased it meanwhile, nobody here can know. */
export const checkReset: Judge = (device) => {
  const { status, wasEnrolled, dep } = device
  if (status !== 'enrolling') return undefined
  const why = wasEnrolled
    ? 'It was enrolled before'
    : comesByDep(device) && dep?.profileStatus === 'pushed'
      ? 'Apple has activated it with a profile already'
      : null
  return why === null
    ? pass('Nothing is known of an earlier use.')
    : warn(
        `${why}: it asks for its enrollment only when it is set up anew. Erase it before it is handed out, if that is not done yet.`,
      )
}

/** Of an enrolled device: every message of it is signed with this identity. */
export const checkIdentity: Judge = ({ status, certificateExpiresAt }, { now, settings }) => {
  if (status !== 'enrolled' || certificateExpiresAt === null) return undefined
  const left = Date.parse(certificateExpiresAt) - now.getTime()
  const day = dayOf(certificateExpiresAt)
  if (left <= 0)
    return fail(`Its certificate ended on ${day}: ${afterTheEnd(left, settings.certificateGraceDays)}`)
  return left <= soonMs
    ? warn(`Its certificate ends on ${day} and is not renewed yet. Switch the device on and connect it.`)
    : pass(`Its certificate is good until ${day}.`)
}

const afterTheEnd = (left: number, graceDays: number) =>
  left > -graceDays * 86_400_000
    ? 'it gets nothing but the renewal of it. Switch the device on and connect it.'
    : 'it can no longer be managed until it enrolls again.'
