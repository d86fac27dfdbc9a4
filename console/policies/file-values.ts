import type { PolicyContent, ShownPolicyContent } from '../../src/contract/policy-content.ts'

type Of<K extends PolicyContent['kind']> = Extract<PolicyContent, { kind: K }>
type ShownOf<K extends PolicyContent['kind']> = Extract<ShownPolicyContent, { kind: K }>

/** A whole file in base64, with its password where it has one. */
export type FileValues = {
  file: string
  fileName: string
  password: string
  /** One is stored already. */
  isKept: boolean
}
export const blankFile: FileValues = { file: '', fileName: '', password: '', isKept: false }

export const certificateContentOf = ({ file, fileName, password }: FileValues): Of<'certificate'> => ({
  kind: 'certificate',
  ...(fileName && { fileName }),
  ...(file && { file }),
  ...(password && { password }),
})

export const profileContentOf = ({ file, fileName }: FileValues): Of<'configuration-profile'> => ({
  kind: 'configuration-profile',
  fileName,
  ...(file && { bytes: file }),
})

export type WebClipValues = {
  label: string
  url: string
  icon: string
  hasIcon: boolean
  /** The stored icon is to go. */
  dropIcon: boolean
  removable: boolean
  fullScreen: boolean
}
export const blankWebClip: WebClipValues = {
  label: '',
  url: 'https://',
  icon: '',
  hasIcon: false,
  dropIcon: false,
  removable: false,
  fullScreen: false,
}

export const webClipValuesOf = ({ label, url, removable, fullScreen, hasIcon }: ShownOf<'web-clip'>) => ({
  ...blankWebClip,
  label,
  url,
  hasIcon,
  removable: removable ?? true,
  fullScreen: fullScreen ?? false,
})

export const webClipContentOf = (values: WebClipValues): Of<'web-clip'> => ({
  kind: 'web-clip',
  label: values.label,
  url: values.url.trim(),
  removable: values.removable,
  fullScreen: values.fullScreen,
  ...(values.icon ? { icon: values.icon } : values.dropIcon && { icon: null }),
})

export type AppValues = {
  from: 'app-store' | 'manifest'
  appId: string
  url: string
  bundleId: string
  removeWithEnrollment: boolean
  keepOutOfBackups: boolean
  /** Edited by the API only, and kept. */
  configuration: Of<'app'>['configuration']
}
export const blankApp: AppValues = {
  from: 'app-store',
  appId: '',
  url: 'https://',
  bundleId: '',
  removeWithEnrollment: true,
  keepOutOfBackups: false,
  configuration: undefined,
}

export const appValuesOf = (content: ShownOf<'app'>): AppValues => ({
  ...blankApp,
  ...(content.source.kind === 'app-store'
    ? { from: 'app-store' as const, appId: content.source.appId }
    : { from: 'manifest' as const, url: content.source.url }),
  bundleId: content.bundleId ?? '',
  removeWithEnrollment: content.removeWithEnrollment ?? true,
  keepOutOfBackups: content.keepOutOfBackups ?? false,
  configuration: content.configuration,
})

export const appContentOf = (values: AppValues): Of<'app'> => ({
  kind: 'app',
  source:
    values.from === 'app-store'
      ? { kind: 'app-store', appId: values.appId.trim() }
      : { kind: 'manifest', url: values.url.trim() },
  ...(values.bundleId.trim() && { bundleId: values.bundleId.trim() }),
  removeWithEnrollment: values.removeWithEnrollment,
  keepOutOfBackups: values.keepOutOfBackups,
  ...(values.configuration && { configuration: values.configuration }),
})
