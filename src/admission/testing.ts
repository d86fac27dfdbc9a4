import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import type { AdmissionFacts, ArrivalClaims, Candidate } from './decision.ts'

/** For tests: an ordinary arrival, record and installation, with what a test wants to be different. */

export const now = new Date('2026-03-01T12:00:00.000Z')

export const arrivalOf = (claimed: ClaimedIdentifiers): ArrivalClaims => ({
  channel: 'ade',
  verified: true,
  claimed,
})

export const candidate = (different: Partial<Candidate>): Candidate => ({
  id: '01900000-0000-7000-8000-000000000001',
  identifier: 'DEV01',
  platform: 'ios',
  status: 'enrolling',
  serial: 'F2LX0000TEST',
  imei: null,
  imei2: null,
  meid: null,
  udid: null,
  wifiMac: null,
  depMethod: 'Serial',
  authentication: 'none',
  source: 'csv',
  expiresAt: '2026-03-08T12:00:00.000Z',
  ownership: null,
  enrolledAt: null,
  manufacturer: null,
  user: null,
  bulk: null,
  agentInstallRequired: false,
  template: null,
  groups: [],
  tags: [],
  ...different,
})

export const factsOf = (
  candidates: Candidate[],
  settings: Partial<AdmissionFacts['settings']> = {},
): AdmissionFacts => ({
  candidates,
  settings: {
    preEnrolledDevicesOnly: true,
    checkInExpiryEnforced: true,
    termsText: '',
    unitId: '',
    androidBrandAccepted: false,
    manufacturerAliases: [],
    ...settings,
  },
})
