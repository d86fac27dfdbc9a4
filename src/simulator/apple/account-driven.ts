import type { DepCall } from './dep-call.ts'
import { date } from './device-record.ts'
import { Refusal } from './refusal.ts'

/** `/account-driven-enrollment/profile`: where devices of people look for the organization's server. One for the organization. */
export const accountDrivenProfile = {
  POST: ({ apple: { clock, faults, organization }, body }: DepCall): void => {
    if (faults.organizationNotSupported) throw new Refusal(400, 'ORG_NOT_SUPPORTED')
    const url = body['mdm_service_discovery_url']
    if (url === undefined || url === null || url === '')
      throw new Refusal(400, 'MDM_SERVICE_DISCOVERY_URL_REQUIRED')
    if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:')
      throw new Refusal(400, 'MDM_SERVICE_DISCOVERY_URL_NOT_VALID')
    organization.serviceDiscovery = { url, at: clock.now().getTime() }
  },
  GET: ({ apple: { organization } }: DepCall) => {
    const { serviceDiscovery } = organization
    if (!serviceDiscovery) throw new Refusal(404, 'NOT_FOUND')
    return {
      mdm_service_discovery_url: serviceDiscovery.url,
      last_updated_timestamp: date(serviceDiscovery.at),
    }
  },
  DELETE: ({ apple: { organization } }: DepCall): void => {
    delete organization.serviceDiscovery
  },
}
