import { NamedThing } from '../../src/contract/common.ts'
import { call, callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export type ThingKind = 'tags' | 'groups' | 'templates' | 'organizations'
export type ThingValues = { name: string; description: string | null }

export const thingListOptions = (kind: ThingKind, filters: QueryValues) =>
  listOptions(kind, `/${kind}`, NamedThing, filters)

export const createThing = (kind: ThingKind, values: ThingValues): Promise<NamedThing> =>
  call(NamedThing, `/${kind}`, { method: 'POST', json: values })

export const changeThing = (kind: ThingKind, id: string, values: ThingValues): Promise<NamedThing> =>
  call(NamedThing, `/${kind}/${id}`, { method: 'PATCH', json: values })

export const deleteThing = (kind: ThingKind, id: string): Promise<void> =>
  callForNothing(`/${kind}/${id}`, { method: 'DELETE' })
