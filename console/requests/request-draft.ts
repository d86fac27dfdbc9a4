import { useState } from 'react'
import { z } from 'zod'
import { RequestChannel } from '../../src/contract/enrollment-request.ts'

const list = z.array(z.string()).optional()

/** What was chosen so far. Leaving the page and coming back in the same tab loses nothing. */
const RequestDraft = z.object({
  choice: z.object({
    userNames: list,
    deviceIds: list,
    organization: z.string().optional(),
    domain: z.string().optional(),
    group: z.string().optional(),
    tag: z.string().optional(),
  }),
  channel: RequestChannel,
  /** Those who were unticked, by device or user name. */
  except: z.array(z.string()),
  /** What was sent. */
  sent: z.object({ count: z.int(), since: z.string(), requestIds: z.array(z.string()) }).optional(),
})
export type RequestDraft = z.infer<typeof RequestDraft>

const key = 'muster.request-draft'
const emptyDraft: RequestDraft = { choice: {}, channel: 'mail', except: [] }

export function readDraft(): RequestDraft {
  try {
    const draft = RequestDraft.safeParse(JSON.parse(sessionStorage.getItem(key) ?? ''))
    return draft.success ? draft.data : emptyDraft
  } catch {
    return emptyDraft
  }
}

export const storeDraft = (draft: RequestDraft): void => sessionStorage.setItem(key, JSON.stringify(draft))

/** A new draft for devices that were chosen elsewhere. */
export const draftForDevices = (deviceIds: string[]): void =>
  storeDraft({ ...emptyDraft, choice: { deviceIds } })

export function useDraft(): [RequestDraft, (change: Partial<RequestDraft>) => void, () => void] {
  const [draft, setDraft] = useState(readDraft)
  const store = (next: RequestDraft) => {
    storeDraft(next)
    setDraft(next)
  }
  return [draft, (change) => store({ ...draft, ...change }), () => store(emptyDraft)]
}

const sheetsKey = 'muster.sheets'

/** Which requests are printed; too many for an address. */
export const storeSheets = (ids: string[]): void => sessionStorage.setItem(sheetsKey, JSON.stringify(ids))

export function readSheets(): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(sessionStorage.getItem(sheetsKey) ?? ''))
  } catch {
    return []
  }
}
