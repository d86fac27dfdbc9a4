import type { DepProfileFields } from '../contract/dep.ts'
import type { DepProfileWarning } from '../contract/dep-profile.ts'
import { certificateFacts, certificatesInText } from './certificate.ts'
import { skipSetupItems } from './skip-setup-items.ts'

type About = { ownUrl: string; now: Date }

/** Apple takes such a profile, but it may not do what was meant (apple-dep.md 4 and 5). */
export function warningsOf(fields: DepProfileFields, about: About): DepProfileWarning[] {
  const told = rules.flatMap(([field, code, message, holds]) =>
    holds(fields, about) ? [warning(field, code, message)] : [],
  )
  return [...told, ...localeWarnings(fields), ...certificateWarnings(fields, about), ...paneWarnings(fields)]
}

type Rule = [
  field: keyof DepProfileFields,
  code: string,
  message: string,
  holds: (fields: DepProfileFields, about: About) => boolean,
]

const rules: Rule[] = [
  [
    'url',
    'another-server',
    'Devices will ask another server than this one.',
    ({ url }, { ownUrl }) => URL.parse(url)?.origin !== URL.parse(ownUrl)?.origin,
  ],
  [
    'url',
    'no-tls',
    'Devices ask over TLS; an address that begins with http is good for a rehearsal only.',
    ({ url }) => url.startsWith('http:'),
  ],
  [
    'isSupervised',
    'deprecated',
    'Unsupervised is deprecated since iOS 11; from iOS 13 on every device is supervised anyway.',
    ({ isSupervised }) => !isSupervised,
  ],
  [
    'isMandatory',
    'ignored',
    'From iOS 13 on enrollment is always mandatory.',
    ({ isMandatory }) => !isMandatory,
  ],
  [
    'awaitDeviceConfigured',
    'ignored',
    'Unsupervised iOS devices do not wait.',
    ({ awaitDeviceConfigured, isSupervised }) => awaitDeviceConfigured && !isSupervised,
  ],
  [
    'allowPairing',
    'deprecated',
    'Deprecated since iOS 13: forbid pairing by a restriction instead.',
    ({ allowPairing }) => !allowPairing,
  ],
  [
    'supervisingHostCerts',
    'unused',
    'Not needed while pairing is allowed with every computer.',
    ({ supervisingHostCerts, allowPairing }) => allowPairing && (supervisingHostCerts?.length ?? 0) > 0,
  ],
  [
    'supervisingHostCerts',
    'unused',
    'Unsupervised devices do not use them.',
    ({ supervisingHostCerts, isSupervised }) => !isSupervised && (supervisingHostCerts?.length ?? 0) > 0,
  ],
  [
    'language',
    'unused',
    'Used only when set-up runs without a touch.',
    ({ language, autoAdvanceSetup }) => Boolean(language) && !autoAdvanceSetup,
  ],
  [
    'region',
    'unused',
    'Used only when set-up runs without a touch.',
    ({ region, autoAdvanceSetup }) => Boolean(region) && !autoAdvanceSetup,
  ],
  ['region', 'pair', 'Give the language too.', ({ language, region }) => Boolean(region) && !language],
  ['language', 'pair', 'Give the region too.', ({ language, region }) => Boolean(language) && !region],
  [
    'doNotUseProfileFromBackup',
    'effect',
    'From iOS and visionOS 26.4 on, restoring a backup then drops all configuration profiles of the backup.',
    ({ doNotUseProfileFromBackup }) => doNotUseProfileFromBackup,
  ],
  [
    'isMultiUser',
    'effect',
    'Needs an iPad that can be shared; the enrollment profile must offer per-user connections, as that of this server does.',
    ({ isMultiUser }) => isMultiUser,
  ],
]

/** Which codes Apple knows is nowhere said, so an unknown one is doubted and not refused. */
function localeWarnings({ language, region }: DepProfileFields): DepProfileWarning[] {
  const isKnown = (type: 'language' | 'region', code: string) =>
    new Intl.DisplayNames(['en'], { type, fallback: 'none' }).of(code) !== undefined
  return [
    ...(language && !isKnown('language', language)
      ? [warning('language', 'unknown', `“${language}” is no language of ISO 639.`)]
      : []),
    ...(region && !isKnown('region', region)
      ? [warning('region', 'unknown', `“${region}” is no region of ISO 3166-1.`)]
      : []),
  ]
}

function certificateWarnings(fields: DepProfileFields, { now }: About): DepProfileWarning[] {
  return (['anchorCerts', 'supervisingHostCerts'] as const).flatMap((field) =>
    (fields[field] ?? []).flatMap((text, n) =>
      (certificatesInText(text) ?? []).flatMap((certificate) => {
        const { state, subject, notBefore, notAfter } = certificateFacts(certificate, now)
        if (state === 'valid') return []
        const since =
          state === 'expired' ? `expired on ${day(notAfter)}` : `is not valid before ${day(notBefore)}`
        return [warning(`${field}/${n}`, state, `“${subject}” ${since}.`)]
      }),
    ),
  )
}

const day = (time: string) => time.slice(0, 10)

/** Unknown keys are sent as they are: the list may be older than Apple's. */
function paneWarnings({ skipSetupItems: keys }: DepProfileFields): DepProfileWarning[] {
  const known = new Map(skipSetupItems.map((item) => [item.key, item]))
  const byLetters = new Map(skipSetupItems.map(({ key }) => [key.toLowerCase(), key]))
  return keys.flatMap((key, n) => {
    const item = known.get(key)
    if (item?.status === 'historical')
      return [warning(`skipSetupItems/${n}`, 'historical', `“${key}” is in no list of Apple's.`)]
    if (item) return []
    const near = byLetters.get(key.toLowerCase())
    const meant = near ? ` Apple writes “${near}”.` : ''
    return [warning(`skipSetupItems/${n}`, 'unknown', `“${key}” is no pane that is known here.${meant}`)]
  })
}

const warning = (field: string, code: string, message: string): DepProfileWarning => ({
  pointer: `/${field}`,
  code,
  message,
})
