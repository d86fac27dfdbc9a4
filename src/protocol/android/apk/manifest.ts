import { ApkError } from './apk-error.ts'
import { readAxml, type AxmlAttribute, type AxmlValue } from './axml.ts'

/** What an APK says of itself that matters to whoever lets phones install it. */
export type ApkManifest = {
  package: string
  versionCode: number
  /** Null when it is in the resources. */
  versionName: string | null
  minSdk: number | null
  /** Only developers' tools install it. */
  testOnly: boolean
  /** Receivers that can be admins of a device, by their full class names. Those that Android surely takes come first. */
  adminReceivers: string[]
  /** Activities answer both questions that Android 12 and later ask an app while it becomes device owner. */
  answersProvisioning: boolean
}

/** Android's own attributes, by their numbers in android.R.attr. */
const attr = {
  name: 0x01010003,
  permission: 0x01010006,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  testOnly: 0x01010272,
  versionCodeMajor: 0x01010576,
}

const provisioningActions = [
  'android.app.action.GET_PROVISIONING_MODE',
  'android.app.action.ADMIN_POLICY_COMPLIANCE',
]

type Element = { name: string; attributes: AxmlAttribute[] }
type Receiver = { name: string; hasPermission: boolean; hasMeta: boolean }
type Seen = { manifest: ApkManifest | undefined; receivers: Receiver[]; actions: Set<string> }

/** Reads a binary AndroidManifest.xml. @throws {ApkError} */
export function readManifest(bytes: Buffer): ApkManifest {
  const seen: Seen = { manifest: undefined, receivers: [], actions: new Set() }
  const path: Element[] = []
  for (const event of readAxml(bytes)) {
    if (event.kind === 'end') path.pop()
    else {
      path.push(event)
      look(seen, path)
    }
  }
  if (!seen.manifest) throw new ApkError('malformed', 'AndroidManifest.xml names no package')
  return {
    ...seen.manifest,
    adminReceivers: adminsOf(seen.receivers, seen.manifest.package),
    answersProvisioning: provisioningActions.every((action) => seen.actions.has(action)),
  }
}

function look(seen: Seen, path: Element[]): void {
  const element = path.at(-1)!
  const name = textOf(element, attr.name)
  switch (path.map((each) => each.name).join(' ')) {
    case 'manifest':
      seen.manifest = headOf(element)
      return
    case 'manifest uses-sdk':
      if (seen.manifest) seen.manifest.minSdk = numberOf(element, attr.minSdkVersion) ?? null
      return
    case 'manifest application':
      if (seen.manifest) seen.manifest.testOnly = isTrue(valueOf(element, attr.testOnly))
      return
    case 'manifest application receiver':
      if (name) seen.receivers.push({ name, hasPermission: bindsAdmin(element), hasMeta: false })
      return
    case 'manifest application receiver meta-data':
      if (name === 'android.app.device_admin') markMeta(seen, path.at(-2)!)
      return
    case 'manifest application activity intent-filter action':
    case 'manifest application activity-alias intent-filter action':
      if (name) seen.actions.add(name)
  }
}

function headOf(element: Element): ApkManifest {
  const named = (wanted: string) => element.attributes.find(({ name }) => name === wanted)?.value
  if (named('split'))
    throw new ApkError('unsupported', 'The file is a part of a split app, which phones do not install alone')
  const name = named('package')
  if (name?.type !== 'text' || !/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(name.text) || name.text.length > 255)
    throw new ApkError('malformed', 'AndroidManifest.xml names no package')
  const code = numberOf(element, attr.versionCode) ?? 0
  const versionCode = (numberOf(element, attr.versionCodeMajor) ?? 0) * 2 ** 32 + code
  if (!Number.isSafeInteger(versionCode)) throw new ApkError('unsupported', 'The version code is too large')
  const versionName = textOf(element, attr.versionName)?.slice(0, 200) ?? null
  return {
    package: name.text,
    versionCode,
    versionName,
    minSdk: null,
    testOnly: false,
    adminReceivers: [],
    answersProvisioning: false,
  }
}

const bindsAdmin = (element: Element): boolean =>
  textOf(element, attr.permission) === 'android.permission.BIND_DEVICE_ADMIN'

/** Of a receiver without name nothing was kept. */
function markMeta({ receivers }: Seen, receiver: Element): void {
  const last = receivers.at(-1)
  if (last && last.name === textOf(receiver, attr.name)) last.hasMeta = true
}

const maxReceivers = 20

function adminsOf(receivers: Receiver[], packageName: string): string[] {
  const sure = receivers.filter(({ hasPermission, hasMeta }) => hasPermission && hasMeta)
  const likely = receivers.filter(({ hasPermission, hasMeta }) => hasPermission !== hasMeta)
  const names = [...sure, ...likely].map(({ name }) => fullName(name, packageName))
  return [...new Set(names.filter((name) => /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+$/.test(name)))]
    .filter((name) => name.length <= 255)
    .slice(0, maxReceivers)
}

/** ".Admin" and "Admin" are of the package. */
function fullName(name: string, packageName: string): string {
  if (name.startsWith('.')) return `${packageName}${name}`
  return name.includes('.') ? name : `${packageName}.${name}`
}

const valueOf = ({ attributes }: Element, wanted: number): AxmlValue | undefined =>
  attributes.find(({ resource }) => resource === wanted)?.value

const isTrue = (value: AxmlValue | undefined): boolean => value?.type === 'boolean' && value.boolean

function textOf(element: Element, wanted: number): string | undefined {
  const value = valueOf(element, wanted)
  return value?.type === 'text' ? value.text : undefined
}

function numberOf(element: Element, wanted: number): number | undefined {
  const value = valueOf(element, wanted)
  return value?.type === 'number' ? value.number : undefined
}
