import type { Platform } from '../../src/contract/device.ts'
import type { PolicyContent, PolicyKind, ShownPolicyContent } from '../../src/contract/policy-content.ts'
import type { NewPolicy, Policy, PolicyPatch } from '../../src/contract/policy.ts'
import { changesOf, fieldOf } from '../ui/form.ts'
import {
  appContentOf,
  type AppValues,
  appValuesOf,
  blankApp,
  blankFile,
  blankWebClip,
  certificateContentOf,
  type FileValues,
  profileContentOf,
  type WebClipValues,
  webClipContentOf,
  webClipValuesOf,
} from './file-values.ts'
import { blankPasscode, passcodeContentOf, type PasscodeValues, passcodeValuesOf } from './passcode-values.ts'
import { blankWifi, wifiContentOf, type WifiValues, wifiValuesOf } from './wifi-values.ts'

export type RestrictionValues = Extract<PolicyContent, { kind: 'restrictions' }>['values']

/** What is typed: of every kind, because which one it is stands beside it. */
export type PolicyValues = {
  kind: PolicyKind
  name: string
  description: string
  platforms: Platform[]
  groups: string[]
  templates: string[]
  passcode: PasscodeValues
  wifi: WifiValues
  restrictions: RestrictionValues
  'web-clip': WebClipValues
  certificate: FileValues
  'configuration-profile': FileValues
  app: AppValues
}

export const blankPolicy = (kind: PolicyKind): PolicyValues => ({
  kind,
  name: '',
  description: '',
  platforms: [],
  groups: [],
  templates: [],
  passcode: blankPasscode,
  wifi: blankWifi,
  restrictions: {},
  'web-clip': blankWebClip,
  certificate: blankFile,
  'configuration-profile': blankFile,
  app: blankApp,
})

export function valuesOf(policy: Policy): PolicyValues {
  const { name, platforms, groups, templates, kind } = policy
  const description = policy.description ?? ''
  return {
    ...blankPolicy(kind),
    name,
    description,
    platforms,
    groups,
    templates,
    ...contentValuesOf(policy.content),
  }
}

function contentValuesOf(content: ShownPolicyContent): Partial<PolicyValues> {
  if (content.kind === 'passcode') return { passcode: passcodeValuesOf(content) }
  if (content.kind === 'wifi') return { wifi: wifiValuesOf(content) }
  if (content.kind === 'restrictions') return { restrictions: content.values }
  if (content.kind === 'web-clip') return { 'web-clip': webClipValuesOf(content) }
  if (content.kind === 'app') return { app: appValuesOf(content) }
  return { [content.kind]: { ...blankFile, fileName: content.fileName ?? '', isKept: true } }
}

/** What of the form is content, kind by kind. */
const contents: { [K in PolicyKind]: (values: PolicyValues) => PolicyContent } = {
  passcode: ({ passcode }) => passcodeContentOf(passcode),
  wifi: ({ wifi }) => wifiContentOf(wifi),
  restrictions: ({ restrictions: values }) => ({ kind: 'restrictions', values }),
  'web-clip': (values) => webClipContentOf(values['web-clip']),
  certificate: ({ certificate }) => certificateContentOf(certificate),
  'configuration-profile': (values) => profileContentOf(values['configuration-profile']),
  app: ({ app }) => appContentOf(app),
}
export const contentOf = (values: PolicyValues): PolicyContent => contents[values.kind](values)

const headOf = ({ name, description, platforms, groups, templates }: PolicyValues) => ({
  name: name.trim(),
  description: description.trim() || null,
  platforms,
  groups,
  templates,
})

export const newPolicyOf = (values: PolicyValues): NewPolicy =>
  ({ ...headOf(values), content: contentOf(values) }) as NewPolicy

/** Only what differs from what was read; content that stays is not sent, so that devices do not get it again. */
export const policyPatchOf = (before: PolicyValues, values: PolicyValues): PolicyPatch =>
  changesOf(
    { ...headOf(before), content: contentOf(before) },
    { ...headOf(values), content: contentOf(values) },
  ) as PolicyPatch

/** Where the form has another shape than the API; a complaint about one of a list is one about the list. */
const places: [RegExp, string][] = [
  [/^restrictions\.values\.([^.]+).*/, 'restrictions.$1'],
  [/^wifi\.enterprise\.(identity|trustedCertificates|trustedServerNames|eapTypes)\b.*/, 'wifi.enterprise.$1'],
  [/^wifi\.proxy\.server$/, 'wifi.proxyServer'],
  [/^wifi\.proxy\.port$/, 'wifi.proxyPort'],
  [/^wifi\.proxy\.userName$/, 'wifi.proxyUserName'],
  [/^wifi\.proxy\.password$/, 'wifi.proxyPassword'],
  [/^wifi\.proxy\.pacUrl$/, 'wifi.pacUrl'],
  [/^app\.source\.(appId|url)$/, 'app.$1'],
]

/** The API says `content.ssid`, the form `wifi.ssid`. */
export const fieldOfPolicy = (kind: PolicyKind, field: string): string =>
  places.reduce((name, [from, to]) => name.replace(from, to), field.replace(/^content(\.|$)/, `${kind}$1`))

export const pointedField = (kind: PolicyKind, pointer: string): string =>
  fieldOfPolicy(kind, fieldOf(pointer))
