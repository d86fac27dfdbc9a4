import type { Device } from '../contract/device.ts'
import { signData, type Signer } from '../protocol/cms/sign-data.ts'
import {
  installApplication,
  installEnterpriseApplication,
  managementFlags,
} from '../protocol/mdm/application-commands.ts'
import type { Command } from '../protocol/mdm/command.ts'
import { installProfile, removeProfile } from '../protocol/mdm/profile-commands.ts'
import { removeApplication } from '../protocol/mdm/settings-commands.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import { buildPolicyProfile, type PolicyNames, type ProfileContent } from './build-policy.ts'
import type { WholeContentOf } from './content.ts'
import type { Delivered } from './delivery.ts'

/** What Apple devices are told, of policies and of the agent. */

type Platform = Device['platform']

/**
 * Signed by the installation, so that a person sees whose it is; an uploaded profile that is signed stays as it is.
 * @throws {ProfileError} where it cannot be built
 */
export function signedPolicyProfile(content: ProfileContent, names: PolicyNames, signer: Signer): Buffer {
  const profile = buildPolicyProfile(content, names)
  return isSigned(profile) ? profile : signData(profile, signer)
}

/** CMS begins with the tag of a sequence, which is no beginning of a property list. */
const isSigned = (profile: Buffer) => profile[0] === 0x30

export const installPolicyProfile = (signed: Buffer): Command => installProfile(signed)

type App = WholeContentOf<'app'>

export function installApp(app: App, platform: Platform): Command {
  const { source, removeWithEnrollment = true, keepOutOfBackups = false, configuration } = app
  const removed = removeWithEnrollment ? managementFlags.removeWithProfile : 0
  const settings = configuration === undefined ? {} : { configuration }
  if (source.kind === 'manifest' && platform === 'macos')
    return installEnterpriseApplication({ package: { manifestUrl: source.url }, flags: removed, ...settings })
  const flags = (removed + (keepOutOfBackups ? managementFlags.noBackup : 0)) as 0 | 1 | 4 | 5
  return source.kind === 'manifest'
    ? installApplication({ app: { manifestUrl: source.url }, flags, ...settings })
    : installApplication({ ...fromStore(source.appId), flags, ...settings })
}

/** With a licence of the device, since nobody has signed in yet while a device is set up. */
const fromStore = (appId: string) => ({ app: { iTunesStoreId: Number(appId) }, purchaseMethod: 1 as const })

export const removeDelivered = ({ kind, identifier }: Pick<Delivered, 'kind' | 'identifier'>): Command =>
  kind === 'app' ? removeApplication(identifier) : removeProfile(identifier)

type AgentSettings = Pick<EnrollmentSettings, 'agentManifestUrl' | 'agentAppId' | 'agentVersion'>

/** W22: what names the agent as it is published now; null when it is not. Another version is another agent. */
export const agentNamed = ({ agentManifestUrl, agentAppId, agentVersion }: AgentSettings): string | null =>
  agentManifestUrl || agentAppId ? [agentManifestUrl, agentAppId, agentVersion].join(' ') : null

/** The manifest is for all, and Macs take packages by it; the App Store is where there is none. */
export function installAgent(settings: AgentSettings, platform: Platform): Command {
  const { agentManifestUrl: url, agentAppId: appId } = settings
  const source = url ? { kind: 'manifest' as const, url } : { kind: 'app-store' as const, appId }
  return installApp({ kind: 'app', source }, platform)
}
