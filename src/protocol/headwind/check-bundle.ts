import type { Finding } from '../android/check-provisioning.ts'
import type { Provisioning } from '../android/provisioning.ts'

const integers = new Set(['CONN_RETRY_COUNT', 'CONN_RETRY_DELAY'])

/**
 * What an agent of Headwind MDM would not read in its bundle (android.md 3.7): a value of the wrong type is absent for it, and without
 * an address that is an origin it calls a server on the internet.
 */
export function checkHeadwindBundle({ agent, bundle }: Provisioning): Finding[] {
  if (!agent.component.startsWith('com.hmdm.launcher/')) return []
  const finding = (key: string, message: string): Finding => ({
    pointer: `/productKeys/${key}`,
    code: 'agent.headwind-key',
    severity: 'warning',
    message,
  })
  const types = Object.entries(bundle).flatMap(([key, value]) => {
    if (!key.startsWith('com.hmdm.')) return []
    const isRight = integers.has(key.slice('com.hmdm.'.length))
      ? Number.isInteger(value)
      : typeof value === 'string'
    return isRight ? [] : [finding(key, `${key} is absent for the agent: it reads another type`)]
  })
  const { 'com.hmdm.DEVICE_ID_USE': use, 'com.hmdm.DEVICE_ID': id, 'com.hmdm.BASE_URL': url } = bundle
  const asks = 'Without com.hmdm.DEVICE_ID_USE as "serial" or "imei" the agent asks the person for a number'
  return [
    ...types,
    ...(use === 'serial' || use === 'imei' || id !== undefined
      ? []
      : [finding('com.hmdm.DEVICE_ID_USE', asks)]),
    ...(isOrigin(url)
      ? []
      : [
          finding(
            'com.hmdm.BASE_URL',
            'The agent needs the address of this server as com.hmdm.BASE_URL, without a path',
          ),
        ]),
  ]
}

function isOrigin(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const { pathname, search } = new URL(url)
  return pathname === '/' && search === ''
}
