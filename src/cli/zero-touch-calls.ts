import {
  type ZeroTouchDpc,
  ZeroTouchDpcs,
  ZeroTouchEntries,
  type ZeroTouchEntry,
  type ZeroTouchSetup,
  ZeroTouchSetups,
} from '../contract/google.ts'
import type { Client } from './client.ts'

const root = '/google/zero-touch'
export const listDpcs = async (client: Client): Promise<ZeroTouchDpc[]> =>
  (await client.call(ZeroTouchDpcs, 'GET', `${root}/dpcs`)).items
export const listSetups = async (client: Client): Promise<ZeroTouchSetup[]> =>
  (await client.call(ZeroTouchSetups, 'GET', `${root}/configurations`)).items

/** Google tells no end: page by page, until there is none. */
export async function listEntries(client: Client): Promise<ZeroTouchEntry[]> {
  const items: ZeroTouchEntry[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ limit: '500', ...(cursor && { cursor }) })
    const found = await client.call(ZeroTouchEntries, 'GET', `${root}/devices?${query.toString()}`)
    items.push(...found.items)
    cursor = found.nextCursor
  }
  return items
}
