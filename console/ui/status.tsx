import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircle,
  IconCircleDashed,
  IconClock,
  IconEye,
  IconHourglass,
  IconKey,
  IconLoader,
  IconPencil,
  IconPlus,
  IconSend,
  IconX,
  type Icon,
} from '@tabler/icons-react'
import { tWord } from '../texts/t.ts'
import { StateBadge, type Tone } from './state-badge.tsx'

/** The one list of states: a word (in the texts under `status.<kind>.<state>`), a color and an icon each. */
const looks = {
  device: {
    enrolling: ['info', IconCircleDashed],
    expired: ['warn', IconClock],
    enrolled: ['good', IconCheck],
    withdrawn: ['quiet', IconBan],
  },
  readiness: {
    ready: ['good', IconCheck],
    'not-ready': ['warn', IconAlertTriangle],
  },
  profile: {
    empty: ['quiet', IconCircle],
    assigned: ['info', IconSend],
    pushed: ['good', IconCheck],
    removed: ['quiet', IconX],
  },
  account: {
    'no-token': ['info', IconKey],
    ok: ['good', IconCheck],
    'token-expired': ['bad', IconClock],
    'token-invalid': ['bad', IconX],
    'token-replaced': ['bad', IconX],
    'clock-wrong': ['bad', IconClock],
    'terms-not-accepted': ['bad', IconAlertTriangle],
    'access-denied': ['bad', IconBan],
    throttled: ['warn', IconHourglass],
    unavailable: ['warn', IconAlertTriangle],
  },
  outcome: {
    admit: ['good', IconCheck],
    challenge: ['info', IconKey],
    refuse: ['bad', IconX],
  },
  import: {
    planning: ['info', IconLoader],
    planned: ['info', IconCircleDashed],
    applying: ['info', IconLoader],
    applied: ['good', IconCheck],
    undone: ['quiet', IconX],
    failed: ['bad', IconAlertTriangle],
  },
  row: {
    create: ['good', IconPlus],
    update: ['info', IconPencil],
    unchanged: ['quiet', IconCircle],
    reject: ['bad', IconX],
  },
  job: {
    waiting: ['quiet', IconClock],
    running: ['info', IconLoader],
    done: ['good', IconCheck],
    failed: ['bad', IconAlertTriangle],
  },
  mail: {
    waiting: ['quiet', IconClock],
    sending: ['info', IconLoader],
    sent: ['good', IconCheck],
    failed: ['bad', IconAlertTriangle],
    cancelled: ['quiet', IconBan],
  },
  request: {
    none: ['quiet', IconCircle],
    sent: ['info', IconSend],
    opened: ['info', IconEye],
    accepted: ['good', IconCheck],
    expired: ['quiet', IconClock],
    failed: ['bad', IconAlertTriangle],
  },
  command: {
    queued: ['info', IconClock],
    sent: ['info', IconSend],
    'not-now': ['warn', IconHourglass],
    acknowledged: ['good', IconCheck],
    error: ['bad', IconAlertTriangle],
    dropped: ['quiet', IconCircle],
    cancelled: ['quiet', IconBan],
    replaced: ['quiet', IconX],
  },
  'android-command': {
    queued: ['info', IconClock],
    sent: ['info', IconSend],
    done: ['good', IconCheck],
    failed: ['bad', IconAlertTriangle],
    dropped: ['quiet', IconCircle],
  },
  token: {
    valid: ['good', IconCheck],
    soon: ['warn', IconClock],
    expired: ['bad', IconClock],
    none: ['quiet', IconCircle],
  },
  google: {
    active: ['good', IconCheck],
    provisioning: ['info', IconLoader],
    disabled: ['bad', IconBan],
    'disabled-here': ['bad', IconBan],
    erased: ['quiet', IconX],
    gone: ['quiet', IconCircle],
  },
  difference: {
    open: ['warn', IconAlertTriangle],
    decided: ['info', IconCheck],
    mended: ['good', IconCheck],
    resolved: ['quiet', IconCircle],
  },
  certificate: {
    valid: ['good', IconCheck],
    expired: ['bad', IconClock],
    'not-yet-valid': ['warn', IconClock],
  },
  push: {
    none: ['quiet', IconCircle],
    requested: ['info', IconHourglass],
    valid: ['good', IconCheck],
    soon: ['warn', IconClock],
    expired: ['bad', IconClock],
    refused: ['bad', IconBan],
  },
  policy: {
    pending: ['info', IconHourglass],
    'with-enrollment': ['quiet', IconClock],
    installed: ['good', IconCheck],
    failed: ['bad', IconX],
    removing: ['info', IconHourglass],
    removed: ['quiet', IconCircle],
    'not-applicable': ['quiet', IconBan],
  },
  revision: {
    running: ['info', IconLoader],
    done: ['good', IconCheck],
    incomplete: ['bad', IconAlertTriangle],
    superseded: ['quiet', IconCircle],
  },
  revisionDevice: {
    confirmed: ['good', IconCheck],
    waiting: ['info', IconHourglass],
    failed: ['bad', IconX],
    throttled: ['warn', IconClock],
    left: ['quiet', IconBan],
  },
  assignment: {
    waiting: ['info', IconHourglass],
    assigned: ['good', IconCheck],
    failed: ['bad', IconX],
  },
} as const satisfies Record<string, Record<string, [Tone, Icon]>>

/** Apple may add states; one that is not known is shown as it is. */
export function Status({ kind, state }: { kind: keyof typeof looks; state: string }) {
  const known: Record<string, readonly [Tone, Icon]> = looks[kind]
  const [tone, icon] = known[state] ?? ['quiet', IconCircle]
  return <StateBadge tone={tone} icon={icon} word={tWord(`status.${kind}`, state)} />
}
