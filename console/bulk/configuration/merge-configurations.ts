import type { BulkConfiguration, ExtraValue } from '../../../src/contract/bulk-configuration.ts'
import { type AgentField, agentFields, type Group, groups } from './configuration-draft.ts'

/** A secret that the server has: that it is there, not what it is. */
export const stored = Symbol('stored')
type Value = ExtraValue | null | typeof stored
export type Place =
  { part: 'agent'; name: AgentField } | { part: 'compact'; name: '' } | { part: Group; name: string }
type Flat = Map<string, { place: Place; value: Value }>

/** What somebody else changed; `mine` is there where I changed the same to something else. */
export type OtherChange = { place: Place; before: Value; theirs: Value; mine?: Value }

function flatten(configuration: BulkConfiguration): Flat {
  const flat: Flat = new Map()
  const put = (place: Place, value: Value) => flat.set(`${place.part}.${place.name}`, { place, value })
  for (const name of agentFields) put({ part: 'agent', name }, configuration.agent[name])
  put({ part: 'compact', name: '' }, configuration.compact)
  for (const part of groups) {
    for (const [name, value] of Object.entries(configuration[part])) put({ part, name }, value)
    const secrets = configuration.secrets.filter((path) => path.startsWith(`${part}.`))
    for (const path of secrets) put({ part, name: path.slice(part.length + 1) }, stored)
  }
  return flat
}

type Three = { base: BulkConfiguration; mine: BulkConfiguration; theirs: BulkConfiguration }

type Compared = { place: Place; before: Value; mine: Value; theirs: Value }

function compare({ base, mine, theirs }: Three): Compared[] {
  const [before, own, other] = [flatten(base), flatten(mine), flatten(theirs)]
  const keys = [...new Set([...before.keys(), ...own.keys(), ...other.keys()])]
  return keys.map((key): Compared => {
    const place = (before.get(key) ?? own.get(key) ?? other.get(key))!.place
    const of = (flat: Flat): Value => flat.get(key)?.value ?? null
    return { place, before: of(before), mine: of(own), theirs: of(other) }
  })
}

export const otherChanges = (three: Three): OtherChange[] =>
  compare(three)
    .filter(({ before, theirs }) => theirs !== before)
    .map(({ place, before, mine, theirs }) => ({
      place,
      before,
      theirs,
      ...(mine !== before && mine !== theirs && { mine }),
    }))

/** Their changes beside mine; where both changed the same, mine stays. */
export function mergeConfigurations(three: Three): BulkConfiguration {
  const agent: Record<string, unknown> = {}
  const values: Record<Group, Record<string, ExtraValue>> = {
    productKeys: {},
    systemExtras: {},
    customKeys: {},
  }
  const secrets: string[] = []
  let { compact } = three.theirs
  for (const { place, before, mine, theirs } of compare(three)) {
    const value = mine === before ? theirs : mine
    if (place.part === 'agent') agent[place.name] = value
    else if (place.part === 'compact') compact = value === true
    else if (value === stored) secrets.push(`${place.part}.${place.name}`)
    else if (value !== null) values[place.part][place.name] = value
  }
  return { ...three.theirs, ...values, agent: { ...three.theirs.agent, ...agent }, compact, secrets }
}
