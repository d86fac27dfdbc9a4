import { z } from 'zod'
import { Id } from '../contract/common.ts'
import { Problem } from '../platform/problem.ts'
import type { PolicyKey, PolicyRecord } from './policy-store.ts'

export const params = z.object({
  id: z.string().min(1).max(300).describe('The UUID, or `name:` and the name'),
})

export function keyFrom(text: string): PolicyKey {
  if (text.startsWith('name:')) return { by: 'name', value: text.slice('name:'.length) }
  if (!Id.safeParse(text).success) throw new Problem('policy.not-found', { id: text })
  return { by: 'id', value: text }
}

/** The same for everybody, whatever devices do meanwhile. */
export const versionOf = ({ id, revision, groups, templates }: PolicyRecord) => ({
  id,
  revision,
  groups,
  templates,
})
