/** What both services hold. A test changes it; the services read it. */
export type GoogleState = {
  enterprise: string
  customer: string
  tokens: FakeToken[]
  devices: FakeDevice[]
  operations: FakeOperation[]
  zeroTouch: { dpcs: object[]; configurations: FakeConfiguration[]; devices: FakeZeroTouchDevice[] }
  faults: GoogleFaults
  /** Addresses that were called, oldest first. */
  calls: string[]
}

export type FakeToken = {
  name: string
  value: string
  qrCode: string
  policyName: string
  duration: string
  expirationTimestamp: string
  additionalData?: string
  allowPersonalUsage?: string
}

export type FakeDevice = {
  name: string
  state: string
  enrollmentTokenName?: string
  enrollmentTokenData?: string
  enrollmentTime: string
  hardwareInfo: { manufacturer?: string; brand?: string; model?: string; serialNumber?: string }
  networkInfo?: { imei?: string; meid?: string; telephonyInfos?: { imei?: string }[] }
  previousDeviceNames?: string[]
  disabledReason?: object
  policyName?: string
  appliedState?: string
  appliedPolicyName?: string
  apiLevel?: number
  managementMode?: string
  ownership?: string
  policyCompliant?: boolean
  lastStatusReportTime?: string
  lastPolicySyncTime?: string
  softwareInfo?: { androidVersion?: string; securityPatchLevel?: string }
  securityPosture?: { devicePosture?: string }
}

/** A command for a device, as Google tells of it. */
export type FakeOperation = {
  name: string
  done: boolean
  error?: { code: number; message: string }
  metadata: { type: string; duration: string; errorCode?: string }
}

export type FakeConfiguration = {
  name: string
  configurationName: string
  dpcExtras: string
  isDefault: boolean
}

export type FakeZeroTouchDevice = {
  name: string
  deviceId: string
  configuration?: string
  deviceIdentifier: { imei?: string; serialNumber?: string; manufacturer?: string; model?: string }
}

export type FaultStatus = 403 | 404 | 409 | 429 | 503

/** Switches for what goes wrong at Google; each stays until it is changed, but `busy` counts down. */
export type GoogleFaults = {
  /** The service account was deleted. */
  keyRefused: boolean
  /** Access tokens end at once. */
  tokensEnd: boolean
  denied: boolean
  termsOpen: boolean
  /** So many calls are answered 429, then 503. */
  busy: number
  /** Every change of a device is answered with this status. */
  refuseActs: FaultStatus | null
  /** Every question for what became of a command is. */
  refuseOperations: FaultStatus | null
  /** The policy does not ask for IMEIs. */
  hideNetworkInfo: boolean
  /** Whoever asks what became of a command hears that it is done; otherwise only when the device was told to do it. */
  devicesAnswer: boolean
  pageSize: number
}

export const emptyGoogle = (): GoogleState => ({
  enterprise: 'enterprises/LC01',
  customer: 'customers/7',
  tokens: [],
  devices: [],
  operations: [],
  zeroTouch: { dpcs: [], configurations: [], devices: [] },
  faults: {
    keyRefused: false,
    tokensEnd: false,
    denied: false,
    termsOpen: false,
    busy: 0,
    refuseActs: null,
    refuseOperations: null,
    hideNetworkInfo: false,
    devicesAnswer: false,
    pageSize: 2,
  },
  calls: [],
})
