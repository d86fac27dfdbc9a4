import { expect, test } from 'vitest'
import { enrollmentPatch } from './enrollment.ts'

const wish = (username: string | null, loginRequired: boolean) => ({
  username,
  loginRequired,
  agentInstallRequired: false,
})

test('exactly one of a user and a login (W18..W22)', () => {
  expect(enrollmentPatch(wish('ana', false), '')).toMatchObject({ userName: 'ana', authentication: 'none' })
  expect(enrollmentPatch(wish(null, true), '')).toMatchObject({ userName: null, authentication: 'login' })
  expect(() => enrollmentPatch(wish('ana', true), '')).toThrow('cannot both')
  expect(() => enrollmentPatch(wish(null, false), '')).toThrow('A user or a login')
})

test('a name with the tenant’s domain is refused and the plain one proposed; an address of another domain may be a name', () => {
  const qualified = () => enrollmentPatch(wish('ana@Example.com', false), 'example.com')
  expect(qualified).toThrow('without “@Example.com”: ana')
  expect(enrollmentPatch(wish('ana@elsewhere.org', false), 'example.com').userName).toBe('ana@elsewhere.org')
  expect(enrollmentPatch(wish('ana@example.com', false), '').userName).toBe('ana@example.com')
})
