import type { PolicyContent } from '../contract/policy-content.ts'
import { Problem } from '../platform/problem.ts'
import { ProfileError } from '../protocol/mdm/payloads/profile-error.ts'
import { buildPolicyProfile, profileIdentifier } from './build-policy.ts'
import { completeContent, type WholeContent } from './content.ts'
import { needsSupervision } from './needs-supervision.ts'
import type { PolicyRow } from './policy-store.ts'
import { showContent } from './show-content.ts'

export type Prepared = Pick<PolicyRow, 'identifier' | 'content' | 'supervised'> & { whole: WholeContent }

/**
 * What is stored of a written content. It is built once as for a device, so that what cannot be built is refused where somebody
 * can mend it.
 */
export function prepareContent(id: string, written: PolicyContent, current?: WholeContent): Prepared {
  const whole = completeContent(written, current)
  // What is wrong with an uploaded profile is wrong with the file as a whole.
  const base = whole.kind === 'configuration-profile' ? '/content/bytes' : '/content'
  return refusing(() => {
    const content = showContent(whole)
    if (whole.kind !== 'app') buildPolicyProfile(whole, { id, name: 'Policy', organization: 'Muster' })
    return {
      whole,
      content,
      identifier: identifierOf(id, whole, content),
      supervised: needsSupervision(whole),
    }
  }, base)
}

function identifierOf(id: string, whole: WholeContent, shown: Prepared['content']): string {
  if (whole.kind === 'app') return whole.bundleId ?? ''
  return shown.kind === 'configuration-profile' ? shown.profile.identifier : profileIdentifier(id)
}

/** Bad files and impossible content in words for the person who gave them. */
export function refusing<T>(work: () => T, base = '/content'): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    const { reason, message, pointer = '' } = error
    throw new Problem(
      reason === 'content' ? 'policy.content-refused' : 'policy.file-refused',
      { detail: message, errors: [{ pointer: `${base}${pointer}`, code: reason, message }] },
      { cause: error },
    )
  }
}
