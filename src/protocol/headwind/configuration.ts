import { createHash } from 'node:crypto'

/** The fields of a configuration that are used here (android.md 3.4); lists must be lists, and `pushOptions` a word. */
export type HeadwindConfiguration = {
  /** Only when the agent is to call itself by another number from now on. */
  newNumber?: string
  password: string
  backgroundColor: string
  textColor: string
  iconSize: number
  title: 'none' | 'description'
  description?: string
  displayStatus: boolean
  kioskMode: boolean
  pushOptions: 'polling'
  permissive: boolean
  lockStatusBar: boolean
  lock?: boolean
  lockMessage?: string
  factoryReset?: boolean
  applications: never[]
  applicationSettings: never[]
  files: never[]
  actions: never[]
}

/** What the device is to do or show now. */
export type HeadwindOrders = { lock: boolean; wipe: boolean; message: string | null }

/**
 * The least that works and closes the agent's own admin panel: without a password it would open with one that is published. `secret`
 * is anything that only the device and the server know.
 */
export function headwindConfiguration(
  secret: string,
  { lock, wipe, message }: HeadwindOrders,
): HeadwindConfiguration {
  return {
    password: createHash('md5').update(`admin panel of ${secret}`).digest('hex').toUpperCase(),
    backgroundColor: '#1c40e3',
    textColor: '#ffffff',
    iconSize: 100,
    title: message === null ? 'none' : 'description',
    ...(message === null ? {} : { description: message }),
    displayStatus: false,
    kioskMode: false,
    pushOptions: 'polling',
    permissive: true,
    lockStatusBar: false,
    ...(lock ? { lock, lockMessage: message ?? '' } : {}),
    ...(wipe ? { factoryReset: true } : {}),
    applications: [],
    applicationSettings: [],
    files: [],
    actions: [],
  }
}
