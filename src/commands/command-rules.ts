/** Pure rules on commands. */

const urgencies: Record<string, number> = {
  EraseDevice: 0,
  DeviceLock: 1,
  ClearPasscode: 2,
  RestartDevice: 3,
  // What the person is to find ready goes before it (apple-mdm.md 5.1).
  DeviceConfigured: 9,
  // Nobody waits for these, and a list of profiles is better made when all are there.
  SecurityInfo: 10,
  ProfileList: 10,
}

/** The least goes first; in the order of asking where it is the same. */
export const urgencyOf = (requestType: string): number =>
  Object.hasOwn(urgencies, requestType) ? urgencies[requestType]! : 5

const reminders = [300, 900, 3600]
const longestReminder = 6 * 3600

/**
 * When a device that answered NotNow so many times is pushed again: if it said anything else after it, it does not come back by
 * itself (apple-mdm.md 5.1, 8). In seconds.
 */
export const reminderSeconds = (notNowCount: number): number =>
  reminders[Math.max(0, notNowCount - 1)] ?? longestReminder

/** A Mac asks for the PIN for as long as it is locked, so these are kept when all else is forgotten. */
export const holdsPin = (requestType: string): boolean =>
  requestType === 'DeviceLock' || requestType === 'EraseDevice'
