import { editDevice, fail, minute, openPage, pass, warn, type Judge } from './check.ts'
import { isListed, type DeviceFacts, type ListFacts, type Surroundings } from './facts.ts'
import { isTokenOver } from './list-faults.ts'

/** Checks of Android devices that are still to come: their agent says numbers, and brings the token of their list. */

const isAwaited = ({ status, platform }: DeviceFacts) => status === 'enrolling' && platform === 'android'

/** I9, H4. */
export const checkNumbers: Judge = (device) => {
  if (!isAwaited(device)) return undefined
  const { imei, imei2, meid, serial, manufacturer } = device
  if (imei ?? imei2) return pass('It is known by its IMEI.')
  if (meid) return pass('It is known by its MEID.')
  if (serial && manufacturer) return pass('It is known by its serial number and manufacturer.')
  if (serial && !isListed(device))
    return warn(
      'It is known by its serial number alone, which others may guess. Enter the manufacturer too, or an IMEI.',
      editDevice(device, 'Enter the manufacturer'),
    )
  const missing = serial
    ? 'It has a serial number and no manufacturer'
    : 'It has neither an IMEI nor a serial number'
  return fail(
    `${missing}: no phone can be recognized by it. Enter an IMEI, or the serial number and the manufacturer.`,
    editDevice(device, 'Enter the numbers'),
  )
}

/** A phone that fits two records is let in by neither. */
export const checkTwins: Judge = (device) => {
  if (!isAwaited(device) || !(device.imei ?? device.imei2)) return undefined
  const { twins } = device
  return twins.length === 0
    ? pass('No other record has its IMEI.')
    : fail(
        `${twins.join(', ')} ${twins.length === 1 ? 'has' : 'have'} an IMEI of it too, and a phone that fits several records is not let in. Correct one of them.`,
        editDevice(device, 'Correct the IMEI'),
      )
}

const listOf = (device: DeviceFacts, { lists }: Surroundings): ListFacts | undefined =>
  isAwaited(device) && isListed(device) ? lists.find(({ id }) => id === device.bulkId) : undefined

const soonMs = 3 * 86_400_000

/** I24, I41. After its end whoever sets the phone up has to sign in. */
export const checkListToken: Judge = (device, around) => {
  const list = listOf(device, around)
  if (!list) return undefined
  const { id, name, tokenExpiresAt } = list
  if (tokenExpiresAt === null) return pass(`The list ${name} asks for no token.`)
  const extend = {
    kind: 'call',
    label: 'Give it 7 days from now',
    method: 'POST',
    path: `/bulk-enrollments/${id}/token/extend`,
    body: { days: 7 },
    permission: 'bulk-enrollment:write',
  } as const
  if (isTokenOver(list, around))
    return fail(
      `The token of the list ${name} ended at ${minute(tokenExpiresAt)}: the code that was printed leads to a login.`,
      extend,
    )
  return Date.parse(tokenExpiresAt) - around.now.getTime() <= soonMs
    ? warn(`The token of the list ${name} ends at ${minute(tokenExpiresAt)}.`, extend)
    : pass(`The token of the list ${name} is good until ${minute(tokenExpiresAt)}.`)
}

export const checkListCode: Judge = (device, around) => {
  const list = listOf(device, around)
  if (!list) return undefined
  const { id, name, codeFault, hasGoogleCode } = list
  if (hasGoogleCode) return pass(`The list ${name} has a code of Google’s.`)
  return codeFault === null
    ? pass(`The code of the list ${name} can be drawn.`)
    : fail(
        `The code of the list ${name} cannot be drawn: ${codeFault}.`,
        openPage('Complete the configuration', `/bulk/${id}/configuration`, 'bulk-enrollment:write'),
      )
}
