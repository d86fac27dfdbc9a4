import { describe, expect, test } from 'vitest'
import type { Policy } from '../../src/contract/policy.ts'
import { NewPolicy } from '../../src/contract/policy.ts'
import { policyKinds, type ShownPolicyContent } from '../../src/contract/policy-content.ts'
import {
  blankPolicy,
  contentOf,
  newPolicyOf,
  pointedField,
  policyPatchOf,
  valuesOf,
} from './policy-values.ts'

const stored = (content: ShownPolicyContent): Policy => ({
  id: '0198c1d2-0000-7000-8000-000000000001',
  name: 'Policy',
  description: null,
  kind: content.kind,
  platforms: [],
  priority: 100,
  version: 1,
  content,
  supervised: false,
  groups: ['Class 5a'],
  templates: [],
  devices: { given: 1, installed: 0, pending: 1, failed: 0 },
  createdAt: '2026-11-30T12:00:00Z',
  updatedAt: '2026-11-30T12:00:00Z',
})

const network: ShownPolicyContent = {
  kind: 'wifi',
  ssid: 'School',
  security: 'wpa2',
  hasPassword: false,
  enterprise: {
    eapTypes: ['tls', 'ttls'],
    ttlsInner: 'PAP',
    hasPassword: true,
    hasIdentity: true,
    trustedCertificates: [
      { format: 'x509', subject: 'CN=A', issuer: 'CN=A', notAfter: null, fingerprint: 'AA' },
    ],
  },
  proxy: { type: 'manual', server: 'proxy.example.org', port: 3128, hasPassword: true },
}

describe('a change', () => {
  test.each<ShownPolicyContent>([
    network,
    { kind: 'passcode', required: true, allowSimple: false, maxAgeDays: 90 },
    { kind: 'restrictions', values: { allowCamera: false } },
    { kind: 'web-clip', label: 'A', url: 'https://a.example/', hasIcon: true },
    { kind: 'app', source: { kind: 'app-store', appId: '1' }, configuration: { a: 1 } },
    {
      kind: 'certificate',
      fileName: 'a.p12',
      certificate: { format: 'pkcs12', subject: null, issuer: null, notAfter: null, fingerprint: null },
    },
  ])('of $kind says nothing when nothing was changed', (content) => {
    const before = valuesOf(stored(content))
    expect(policyPatchOf(before, structuredClone(before))).toEqual({})
    expect(policyPatchOf(before, { ...before, name: 'Other' })).toEqual({ name: 'Other' })
  })

  test('leaves secrets and files out that were not typed, and sends those that were', () => {
    const before = valuesOf(stored(network))
    const hidden = { ...before, wifi: { ...before.wifi, hidden: true } }
    const { content } = policyPatchOf(before, hidden)
    expect(content).toMatchObject({
      hidden: true,
      enterprise: { eapTypes: ['tls', 'ttls'], ttlsInner: 'PAP' },
    })
    for (const name of ['password', 'trustedCertificates', 'identity'])
      expect(content).not.toHaveProperty(`enterprise.${name}`)
    expect(content).not.toHaveProperty('proxy.password')
    const enterprise = { ...before.wifi.enterprise, password: 'new', trustedCertificates: [] }
    expect(contentOf({ ...before, wifi: { ...before.wifi, enterprise } })).toMatchObject({
      enterprise: { password: 'new', trustedCertificates: [] },
    })
  })

  test('takes the identity away with EAP-TLS', () => {
    const { wifi, ...rest } = valuesOf(stored(network))
    const enterprise = { ...wifi.enterprise, eapTypes: ['ttls' as const] }
    expect(contentOf({ ...rest, wifi: { ...wifi, enterprise } })).toMatchObject({
      enterprise: { identity: null },
    })
  })
})

test('an empty form of every kind is a question of fields, not a crash', () => {
  for (const kind of policyKinds)
    expect(
      NewPolicy.safeParse(newPolicyOf(blankPolicy(kind))).error?.issues.map(({ path }) => path[0]),
    ).toContain('name')
})

test.each([
  ['wifi', '/content/ssid', 'wifi.ssid'],
  ['wifi', '/content/enterprise/identity/file', 'wifi.enterprise.identity'],
  ['wifi', '/content/enterprise/trustedCertificates/0', 'wifi.enterprise.trustedCertificates'],
  ['wifi', '/content/enterprise/trustedServerNames/1', 'wifi.enterprise.trustedServerNames'],
  ['wifi', '/content/proxy/port', 'wifi.proxyPort'],
  ['wifi', '/content/proxy/pacUrl', 'wifi.pacUrl'],
  ['app', '/content/source/appId', 'app.appId'],
  ['restrictions', '/content/values/blockedAppBundleIDs/0', 'restrictions.blockedAppBundleIDs'],
  ['restrictions', '/content/values/allowCamera', 'restrictions.allowCamera'],
  ['configuration-profile', '/content/bytes', 'configuration-profile.bytes'],
  ['passcode', '/name', 'name'],
] as const)('the complaint about %s at %s stands at %s', (kind, pointer, field) => {
  expect(pointedField(kind, pointer)).toBe(field)
})
