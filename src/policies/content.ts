import type { PolicyContent, PolicyContentOf } from '../contract/policy-content.ts'
import { Problem } from '../platform/problem.ts'

/** Content with every file and secret that belongs to it. */
export type WholeContent =
  | Exclude<PolicyContent, { kind: 'configuration-profile' | 'certificate' }>
  | (PolicyContentOf<'configuration-profile'> & { bytes: string })
  | (PolicyContentOf<'certificate'> & { file: string })
export type WholeContentOf<K extends WholeContent['kind']> = Extract<WholeContent, { kind: K }>

/**
 * What is meant by a written content: a secret or file that is left out is the one that is there already, null is none.
 * @throws {Problem} where there is no file yet, and when the kind is another
 */
export function completeContent(written: PolicyContent, current?: WholeContent): WholeContent {
  if (current && current.kind !== written.kind)
    throw new Problem('policy.kind-fixed', {
      detail: `The policy holds a ${current.kind}, and cannot hold a ${written.kind}`,
      kind: current.kind,
    })
  if (written.kind === 'configuration-profile') {
    const bytes = written.bytes ?? of(written, current)?.bytes
    return { ...written, bytes: bytes ?? missing('/content/bytes', 'Choose the .mobileconfig file') }
  }
  if (written.kind === 'certificate') {
    const before = of(written, current)
    const file =
      written.file ?? before?.file ?? missing('/content/file', 'Choose the file of the certificate')
    // The password is that of the file.
    return { ...written, file, password: kept(written.password, written.file ? null : before?.password) }
  }
  if (written.kind === 'web-clip') return { ...written, icon: kept(written.icon, of(written, current)?.icon) }
  return written.kind === 'wifi' ? completeWifi(written, of(written, current)) : written
}

type Wifi = WholeContentOf<'wifi'>

function completeWifi({ enterprise, proxy, ...written }: PolicyContentOf<'wifi'>, before?: Wifi): Wifi {
  const earlier = before?.enterprise
  const manual = before?.proxy?.type === 'manual' ? before.proxy : undefined
  const isPersonal = written.security !== 'none' && !enterprise
  return {
    ...written,
    password: isPersonal ? kept(written.password, before?.password) : null,
    ...(enterprise && {
      enterprise: {
        ...enterprise,
        password: kept(enterprise.password, earlier?.password),
        trustedCertificates: enterprise.trustedCertificates ?? earlier?.trustedCertificates,
        identity: kept(enterprise.identity, earlier?.identity),
      },
    }),
    ...(proxy && {
      proxy: proxy.type === 'manual' ? { ...proxy, password: kept(proxy.password, manual?.password) } : proxy,
    }),
  }
}

const kept = <T>(written: T | null | undefined, before: T | null | undefined): T | null =>
  written === undefined ? (before ?? null) : written

const of = <K extends WholeContent['kind']>(
  { kind }: { kind: K },
  current: WholeContent | undefined,
): WholeContentOf<K> | undefined => (current?.kind === kind ? (current as WholeContentOf<K>) : undefined)

function missing(pointer: string, message: string): never {
  throw new Problem('request.invalid', { errors: [{ pointer, code: 'required', message }] })
}
