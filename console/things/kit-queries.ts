import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { NamedThing, page } from '../../src/contract/common.ts'
import {
  type ChangeMembers,
  MembersChanged,
  Template,
  type TemplatePatch,
} from '../../src/contract/policy.ts'
import { call } from '../api/call.ts'

export const templateOptions = (id: string) =>
  queryOptions({
    queryKey: ['templates', 'one', id],
    queryFn: ({ signal }) => call(Template, `/templates/${encodeURIComponent(id)}`, { signal }),
    // The object that was read knows its entity tag; a merged copy would not.
    structuralSharing: false,
  })

/** How many devices have each. */
export const templateUsesOptions = queryOptions({
  queryKey: ['templates', 'uses'],
  queryFn: async ({ signal }) => {
    const { items } = await call(page(NamedThing), '/templates', { query: { limit: 500 }, signal })
    return new Map(items.map(({ name, uses }) => [name, uses]))
  },
})

export const changeTemplate = (template: Template, patch: TemplatePatch): Promise<Template> =>
  call(Template, `/templates/${template.id}`, { method: 'PATCH', json: patch, ifUnchanged: template })

export const groupOptions = (id: string) =>
  queryOptions({
    queryKey: ['groups', 'one', id],
    queryFn: ({ signal }) => call(NamedThing, `/groups/${encodeURIComponent(id)}`, { signal }),
  })

export const changeMembers = (groupId: string, change: ChangeMembers) =>
  call(MembersChanged, `/groups/${groupId}/members`, { method: 'POST', json: change })

/** Devices of a group or template get other policies than before. */
export const forgetWhoHasWhat = (client: QueryClient): Promise<void[]> =>
  Promise.all(
    ['device', 'policy', 'groups', 'templates'].map((key) => client.invalidateQueries({ queryKey: [key] })),
  )
