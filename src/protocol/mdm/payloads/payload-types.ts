import { z } from 'zod'
import types from './payload-types.json' with { type: 'json' }
import { applePlatforms } from './restrictions.ts'

export const nodeTypes = ['dict', 'array', 'string', 'integer', 'real', 'boolean', 'date', 'data'] as const
export type NodeType = (typeof nodeTypes)[number]

const PayloadType = z.strictObject({
  type: z.string(),
  title: z.string(),
  platforms: z.array(z.enum(applePlatforms)),
  /** iPhones, iPads and Apple TVs that are not supervised refuse or ignore it. */
  supervisedOnly: z.boolean(),
  /** Of the keys that are looked at. */
  keys: z.record(z.string(), z.enum(nodeTypes)).default({}),
  required: z.array(z.string()).default([]),
})
export type PayloadType = z.infer<typeof PayloadType>

/** What Apple's device-management repository says of payloads; titles are ours. */
const known = new Map(
  z
    .array(PayloadType)
    .parse(types)
    .map((each) => [each.type, each]),
)

export const payloadTypeOf = (type: string): PayloadType | undefined => known.get(type)
