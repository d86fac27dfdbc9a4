import { DepProfileFields } from '../contract/dep.ts'
import type { DepProfilePreview } from '../contract/dep-profile.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { faultsOf, wireProfile, withDer, type Fault } from './profile.ts'
import { warningsOf } from './profile-warnings.ts'

/** Where devices ask for their enrollment; pre-filled, as it should hardly ever be another address (C37). */
export const defaultUrl = ({ publicUrl }: Pick<Platform, 'publicUrl'>): string =>
  `${publicUrl()}/apple/enroll`

type Given = Partial<Omit<DepProfileFields, 'url'>> & { url?: string | null | undefined }

/** The fields as they are kept and sent. Throws a Problem that names every field that Apple would refuse. */
export function checkedFields(platform: Pick<Platform, 'publicUrl'>, given: Given): DepProfileFields {
  const fields = DepProfileFields.parse({ ...given, url: given.url ?? defaultUrl(platform) })
  const faults = faultsOf(fields)
  if (faults.length > 0) throw invalidProfile(faults)
  return withDer(fields)
}

export function invalidProfile(errors: Fault[], cause?: Error): Problem {
  const detail = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  return new Problem('request.invalid', { detail, errors }, cause ? { cause } : {})
}

/** What Apple would get, and what may not do what was meant; Apple is not asked. */
export function previewProfile(platform: Platform, given: Given): DepProfilePreview {
  const fields = checkedFields(platform, given)
  const { publicUrl, clock } = platform
  return {
    sent: wireProfile(fields),
    warnings: warningsOf(fields, { ownUrl: publicUrl(), now: clock() }),
  }
}
