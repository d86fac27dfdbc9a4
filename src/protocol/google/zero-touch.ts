import { z } from 'zod'
import type { GoogleSession } from './google-session.ts'

/** The customer API of zero-touch enrollment, v1 (android.md 4.2). Only resellers can claim devices. */
export const zeroTouchScope = 'https://www.googleapis.com/auth/androidworkzerotouchemm'

const text = z.string().max(5000).optional()

export const ZeroTouchDpc = z.object({ name: z.string(), dpcName: text, packageName: text })
export type ZeroTouchDpc = z.infer<typeof ZeroTouchDpc>

export const ZeroTouchConfiguration = z.object({
  /** `customers/C/configurations/N`. */
  name: z.string(),
  configurationName: text,
  companyName: text,
  dpcResourcePath: text,
  dpcExtras: z.string().max(50_000).optional(),
  isDefault: z.boolean().optional(),
})
export type ZeroTouchConfiguration = z.infer<typeof ZeroTouchConfiguration>

export const ZeroTouchDevice = z.object({
  /** `customers/C/devices/N`. */
  name: z.string(),
  deviceId: z.string().max(100),
  configuration: text,
  deviceIdentifier: z
    .object({ imei: text, imei2: text, meid: text, serialNumber: text, manufacturer: text, model: text })
    .partial()
    .default({}),
})
export type ZeroTouchDevice = z.infer<typeof ZeroTouchDevice>

export type NewZeroTouchConfiguration = {
  configurationName: string
  dpcResourcePath: string
  dpcExtras: string
  companyName: string
  contactEmail: string
  contactPhone: string
  customMessage?: string | undefined
}

export type DevicePage = { devices: ZeroTouchDevice[]; nextPageToken: string | null }

export type ZeroTouch = {
  listDpcs(customer: string): Promise<ZeroTouchDpc[]>
  listConfigurations(customer: string): Promise<ZeroTouchConfiguration[]>
  createConfiguration(customer: string, wanted: NewZeroTouchConfiguration): Promise<ZeroTouchConfiguration>
  listDevices(customer: string, page: { size: number; token?: string | undefined }): Promise<DevicePage>
  apply(customer: string, o: { deviceId: string; configuration: string }): Promise<void>
  /** The device gets none when it is set up next. */
  remove(customer: string, deviceId: string): Promise<void>
}

const Nothing = z.unknown()
/** With it a customer who has not accepted the terms is told so (TosError). */
const headers = { 'X-GOOG-API-FORMAT-VERSION': '2' }

/** `baseUrl`: https://androiddeviceprovisioning.googleapis.com, or that of a fake. */
export function zeroTouch(session: GoogleSession, baseUrl: string): ZeroTouch {
  const at = (path: string, query: Record<string, string> = {}) => {
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}/v1/${path}`)
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    return url
  }
  const get = <T>(url: URL, shape: z.ZodType<T>) => session.call({ method: 'GET', url, headers }, shape)
  const post = <T>(path: string, body: object, shape: z.ZodType<T>) =>
    session.call({ method: 'POST', url: at(path), body, headers }, shape)
  const Dpcs = z.object({ dpcs: z.array(ZeroTouchDpc).default([]) })
  const Configurations = z.object({ configurations: z.array(ZeroTouchConfiguration).default([]) })
  const Devices = z.object({
    devices: z.array(ZeroTouchDevice).default([]),
    nextPageToken: z.string().optional(),
  })

  return {
    listDpcs: async (customer) => (await get(at(`${customer}/dpcs`), Dpcs)).dpcs,
    listConfigurations: async (customer) =>
      (await get(at(`${customer}/configurations`), Configurations)).configurations,
    createConfiguration: (customer, wanted) =>
      post(`${customer}/configurations`, wanted, ZeroTouchConfiguration),
    async listDevices(customer, { size, token }) {
      const query = { pageSize: String(size), ...(token ? { pageToken: token } : {}) }
      const { devices, nextPageToken } = await get(at(`${customer}/devices`, query), Devices)
      return { devices, nextPageToken: nextPageToken || null }
    },
    async apply(customer, { deviceId, configuration }) {
      await post(`${customer}/devices:applyConfiguration`, { device: { deviceId }, configuration }, Nothing)
    },
    async remove(customer, deviceId) {
      await post(`${customer}/devices:removeConfiguration`, { device: { deviceId } }, Nothing)
    },
  }
}
