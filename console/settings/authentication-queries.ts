import { queryOptions } from '@tanstack/react-query'
import {
  AuthenticationSettings,
  type AuthenticationSettingsPut,
  SignOnTest,
  type TestSignOn,
} from '../../src/contract/sign-on.ts'
import { call } from '../api/call.ts'

const path = '/settings/authentication'

export const authenticationSettingsOptions = queryOptions({
  queryKey: ['settings', 'authentication'],
  queryFn: ({ signal }) => call(AuthenticationSettings, path, { signal }),
})

export const saveAuthenticationSettings = (
  settings: AuthenticationSettingsPut,
): Promise<AuthenticationSettings> => call(AuthenticationSettings, path, { method: 'PUT', json: settings })

export const testTyped = (what: 'password' | 'ldap', typed: TestSignOn): Promise<SignOnTest> =>
  call(SignOnTest, `${path}/test-${what}`, { method: 'POST', json: typed })

export const testOidc = (): Promise<SignOnTest> => call(SignOnTest, `${path}/test-oidc`, { method: 'POST' })
