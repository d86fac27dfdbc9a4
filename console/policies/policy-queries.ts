import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { page } from '../../src/contract/common.ts'
import { PolicyCertificate } from '../../src/contract/policy-content.ts'
import { PolicyRestrictions, ProfileReading } from '../../src/contract/policy-file.ts'
import {
  DevicePolicies,
  PoliciesRetried,
  Policy,
  PolicyDevice,
  type NewPolicy,
  type PolicyPatch,
} from '../../src/contract/policy.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

/** Of this word are the live events that make what stands here old. */
const topic = 'policy'

export const policyListOptions = (filters: QueryValues) => listOptions(topic, '/policies', Policy, filters)

export const policyOptions = (id: string) =>
  queryOptions({
    queryKey: [topic, 'one', id],
    queryFn: ({ signal }) => call(Policy, `/policies/${encodeURIComponent(id)}`, { signal }),
    // The object that was read knows its entity tag; a merged copy would not.
    structuralSharing: false,
  })

export const policyDevicesOptions = (id: string, filters: QueryValues) =>
  listOptions(topic, `/policies/${id}/devices`, PolicyDevice, filters)

export const profileOfPolicyOptions = ({ id, version }: Policy) =>
  queryOptions({
    queryKey: [topic, 'profile', id, version],
    queryFn: ({ signal }) => call(ProfileReading, `/policies/${id}/profile`, { signal }),
    staleTime: Infinity,
  })

export const devicePoliciesOptions = (deviceId: string) =>
  queryOptions({
    queryKey: [topic, 'of-device', deviceId],
    queryFn: ({ signal }) => call(DevicePolicies, `/devices/${deviceId}/policies`, { signal }),
  })

/** The catalogue comes with the server and stays. */
export const restrictionsOptions = queryOptions({
  queryKey: ['policy-restrictions'],
  queryFn: async ({ signal }) => (await call(PolicyRestrictions, '/policies/restrictions', { signal })).items,
  staleTime: Infinity,
})

export const policyNamesOptions = queryOptions({
  queryKey: [topic, 'names'],
  queryFn: async ({ signal }) => {
    const { items } = await call(page(Policy), '/policies', { query: { limit: 500 }, signal })
    return items.map(({ name }) => name)
  },
})

export const createPolicy = (policy: NewPolicy): Promise<Policy> =>
  call(Policy, '/policies', { method: 'POST', json: policy })

export const changePolicy = (policy: Policy, patch: PolicyPatch): Promise<Policy> =>
  call(Policy, `/policies/${policy.id}`, { method: 'PATCH', json: patch, ifUnchanged: policy })

export const deletePolicy = ({ id, devices }: Policy): Promise<void> =>
  callForNothing(`/policies/${id}`, { method: 'DELETE', query: { confirm: devices.given } })

/** Reads a file for showing; nothing is kept. */
export const readProfileFile = (bytes: string): Promise<ProfileReading> =>
  call(ProfileReading, '/policies/read-profile', { method: 'POST', json: { bytes } })

export const readCertificateFile = (file: string, password: string): Promise<PolicyCertificate> =>
  call(PolicyCertificate, '/policies/read-certificate', { method: 'POST', json: { file, password } })

export const retryPolicy = (id: string): Promise<z.infer<typeof PoliciesRetried>> =>
  call(PoliciesRetried, `/policies/${id}/retry`, { method: 'POST' })

/** Of one policy, or all that failed on the device. */
export const retryOnDevice = (
  deviceId: string,
  policyId?: string,
): Promise<z.infer<typeof PoliciesRetried>> =>
  call(PoliciesRetried, `/devices/${deviceId}/policies/retry`, {
    method: 'POST',
    json: policyId === undefined ? {} : { policyId },
  })

/** After a change: the policy's page at once, the rest when it is next looked at. */
export function storePolicy(client: QueryClient, policy: Policy): Promise<void> {
  client.setQueryData(policyOptions(policy.id).queryKey, policy)
  void client.invalidateQueries({ queryKey: ['templates'] })
  return client.invalidateQueries({ queryKey: [topic] })
}
