import { isFree } from './enrolled-rule.ts'
import type { Candidate } from './decision.ts'
import type { DeviceRule } from './device-rules.ts'
import { areTermsAccepted, isOpen, isOwnershipKnown } from './device-rules.ts'
import { codeFault, judgeLogin } from './judge-credential.ts'
import { pass, stop, type Judgment } from './judgment.ts'
import type { Survey } from './survey.ts'

/** Rules on the record of an Android device. */
export const androidDeviceRules: DeviceRule[] = [
  {
    name: 'platform',
    asks: 'Is the record for an Android device?',
    stops: { 'wrong-platform': 'The record is for another platform.' },
    judge: (_seen, { platform }) =>
      platform === 'android'
        ? pass('The record is for an Android device.')
        : stop('wrong-platform', `The record is for ${platform}, and the device runs Android.`, { platform }),
  },
  {
    name: 'conflict',
    asks: 'Is the record free, or enrolled with this very phone?',
    stops: {
      'already-registered':
        'A phone is enrolled with the record, and this one differs from it, does not prove to be the same, or comes on another way (Google, an agent).',
    },
    judge: isFree,
  },
  {
    name: 'expiry',
    asks: 'Is check-in still open?',
    stops: {
      expired:
        'The record’s expiry has passed and is enforced. In a bulk enrollment the expiry of its token counts instead.',
    },
    judge: (seen, device) =>
      device.bulk
        ? pass('The device is in a bulk enrollment, whose token has its own expiry.')
        : isOpen(seen, device),
  },
  {
    name: 'terms',
    asks: 'Are the terms accepted?',
    stops: { 'terms-needed': 'The settings have terms, and the person has not accepted them yet.' },
    judge: areTermsAccepted,
  },
  {
    name: 'authentication',
    asks: 'Must somebody prove who they are?',
    stops: {
      'login-needed':
        'The record is in a bulk enrollment and the token is missing, wrong or expired; or it wants its user to sign in.',
      'code-needed': 'The record wants a key and code.',
      'wrong-code': 'The key and code are not those of the record.',
      'wrong-login': 'User name and password do not belong together.',
      'unknown-user': 'The person signed in, and is no user here.',
      'wrong-user': 'Somebody else signed in than the user who is assigned before the first enrollment.',
      'sign-on-unavailable': 'The server that checks passwords does not answer.',
      'too-many-tries': 'The credential came too soon after wrong ones, and was not looked at.',
    },
    judge: isAuthenticated,
  },
  {
    name: 'ownership',
    asks: 'Is it known whose property the device is?',
    stops: { 'ownership-needed': 'The record leaves the choice to the user (selectuser).' },
    judge: isOwnershipKnown,
  },
]

/** I12, I41: what stands for a person's proof is the token, in lists that have one. */
function isAuthenticated(seen: Survey, device: Candidate): Judgment {
  const { bulk, authentication, user } = device
  if (bulk?.withoutToken) return pass('The list of the record asks for no token.', { bulkId: bulk.id })
  if (bulk)
    return isTokenOf(seen, bulk.id)
      ? pass('The token is that of the list that names the device.')
      : judgeLogin(seen, device)
  if (authentication === 'keycode')
    return codeFault(seen, 'The key and code of the record must be given.') ?? pass('The key and code fit.')
  if (authentication === 'login') return judgeLogin(seen, device)
  return user
    ? pass(`The identifiers are enough; the device is for ${user.userName}.`)
    : pass('The identifiers are enough; no user is assigned.')
}

const isTokenOf = ({ arrival: { android } }: Survey, bulkId: string): boolean =>
  android?.token === 'valid' && android.bulkId === bulkId
