import { queryOptions } from '@tanstack/react-query'
import { AuthenticationSettings, SignOnTest, type TestSignOn } from '../../src/contract/sign-on.ts'
import { call } from '../api/call.ts'

export const authenticationPath = '/settings/authentication'

export const authenticationSettingsOptions = queryOptions({
  queryKey: ['settings', 'authentication'],
  queryFn: ({ signal }) => call(AuthenticationSettings, authenticationPath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})

export const testTyped = (what: 'password' | 'ldap', typed: TestSignOn): Promise<SignOnTest> =>
  call(SignOnTest, `${authenticationPath}/test-${what}`, { method: 'POST', json: typed })

export const testOidc = (): Promise<SignOnTest> =>
  call(SignOnTest, `${authenticationPath}/test-oidc`, { method: 'POST' })
