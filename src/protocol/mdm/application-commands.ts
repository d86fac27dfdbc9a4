import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PlistDict } from '../plist/plist.ts'
import type { Command } from './command.ts'
import { text } from './fields.ts'
import { present } from './present.ts'
import { check } from './read-message.ts'

/** Bits of ManagementFlags: the app goes with the enrollment profile, and its data stays out of backups. */
export const managementFlags = { removeWithProfile: 1, noBackup: 4 } as const

type Which = { iTunesStoreId: number } | { identifier: string } | { manifestUrl: string }

export type InstallApplication = {
  app: Which
  /** 0: a licence of the legacy kind, 1: one of Apps and Books. */
  purchaseMethod?: 0 | 1
  /** A sum of `managementFlags`. */
  flags?: 0 | 1 | 4 | 5
  configuration?: PlistDict
  attributes?: PlistDict
  /** Macs: 11 and later. */
  installAsManaged?: boolean
  /** Takes over an app that the person has installed. iOS 9, macOS 11. */
  takeOver?: boolean
}

/**
 * Right 4096. Acknowledged means accepted, not installed. In Setup Assistant: iOS 16 and later, supervised, apps of the
 * organization or licensed to the device only (apple-mdm.md 5.2).
 */
export const installApplication = (o: InstallApplication): Command => ({
  RequestType: 'InstallApplication',
  ...whichApp(o.app),
  ...present({
    Options: o.purchaseMethod === undefined ? undefined : { PurchaseMethod: o.purchaseMethod },
    ManagementFlags: o.flags,
    Configuration: o.configuration,
    Attributes: o.attributes,
    InstallAsManaged: o.installAsManaged,
    ChangeManagementState: o.takeOver ? 'Managed' : undefined,
  }),
})

const whichApp = (app: Which): PlistDict =>
  'iTunesStoreId' in app
    ? { iTunesStoreID: app.iTunesStoreId }
    : 'identifier' in app
      ? { Identifier: app.identifier }
      : { ManifestURL: app.manifestUrl }

export type InstallEnterpriseApplication = {
  package: { manifest: PlistDict } | { manifestUrl: string; pinnedCertificates?: Uint8Array[] }
  /** macOS 11 and later, for a package that installs one app into /Applications. */
  installAsManaged?: boolean
  flags?: 0 | 1
  configuration?: PlistDict
  takeOver?: boolean
}

/** A package on a Mac, 10.13.6 and later; right 4096. The manifest is in the command, or at an https address. */
export const installEnterpriseApplication = (o: InstallEnterpriseApplication): Command => ({
  RequestType: 'InstallEnterpriseApplication',
  ...('manifest' in o.package
    ? { Manifest: o.package.manifest }
    : present({
        ManifestURL: o.package.manifestUrl,
        ManifestURLPinningCerts: o.package.pinnedCertificates?.map((der) => Buffer.from(der)),
      })),
  ...present({
    InstallAsManaged: o.installAsManaged,
    ManagementFlags: o.flags,
    Configuration: o.configuration,
    ChangeManagementState: o.takeOver ? 'Managed' : undefined,
  }),
})

export type PackageManifest = {
  /** https. */
  url: string
  /** SHA-256 of each piece of `chunkBytes`, in hexadecimal digits; the last piece may be shorter. */
  sha256s: string[]
  chunkBytes: number
  bundleIdentifier: string
  version: string
  title: string
  /** `software-package` is the kind of apps and packages alike. */
  kind?: 'software-package'
}

/** What a device is told of a package before it loads it: where, with which digests, under which name. */
export const packageManifest = (o: PackageManifest): PlistDict => ({
  items: [
    {
      assets: [
        {
          kind: o.kind ?? 'software-package',
          url: o.url,
          'sha256-size': o.chunkBytes,
          sha256s: o.sha256s,
        },
      ],
      metadata: {
        kind: 'software',
        'bundle-identifier': o.bundleIdentifier,
        'bundle-version': o.version,
        title: o.title,
      },
    },
  ],
})

const fourMebibytes = 4 * 1024 * 1024

/** The digests that `packageManifest` wants, of a file in memory. */
export function chunkDigests(
  file: Uint8Array,
  chunkBytes = fourMebibytes,
): { sha256s: string[]; chunkBytes: number } {
  const sha256s: string[] = []
  for (let start = 0; start < file.length; start += chunkBytes)
    sha256s.push(
      createHash('sha256')
        .update(file.subarray(start, start + chunkBytes))
        .digest('hex'),
    )
  return { sha256s, chunkBytes }
}

const Answer = z.object({ Identifier: text, State: text, RejectionReason: text })
export type ApplicationAnswer = z.infer<typeof Answer>

/** The answer to `InstallApplication`: `State` says how far it is, `RejectionReason` why it will not. @throws {MdmError} */
export const readApplicationAnswer = (content: PlistDict): ApplicationAnswer =>
  check(Answer, content, 'The answer to InstallApplication')
