import type { Account } from '../protocol/dep/wire.ts'

const defaultPageSize = 1000

/** What Apple tells about the MDM server and its organization, as columns. The name may change in the portal, so it is read again. */
export const accountFacts = (facts: Account) => ({
  server_name: facts.server_name ?? null,
  server_uuid: facts.server_uuid ?? null,
  organization_name: facts.org_name ?? null,
  organization_id: facts.org_id ?? null,
  admin_id: facts.admin_id ?? facts.facilitator_id ?? null,
  details: JSON.stringify({
    email: facts.org_email,
    phone: facts.org_phone,
    address: facts.org_address,
    type: facts.org_type,
    version: facts.org_version,
  }),
  page_limit: pageSizeOf(facts),
})

/** Apple names the largest page that it gives; 5,000 was the most ever seen, 100 the documented least. */
export function pageSizeOf({ urls = [] }: Pick<Account, 'urls'>): number {
  const maximum = urls.find(({ uri }) => uri === '/server/devices')?.limit?.maximum ?? defaultPageSize
  return Math.min(Math.max(maximum, 100), 5000)
}
