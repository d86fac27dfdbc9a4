import { z } from 'zod'
import { Id, ListQuery, longText, Name, NamedThing, NewNamedThing, Timestamp } from './common.ts'
import { DeviceQuery, DeviceStatus, Platform } from './device.ts'
import { PolicyContent, PolicyKindName, ShownPolicyContent } from './policy-content.ts'

/** Names go to devices and stand in lists with "|" between them, as those of groups do. */
const PolicyName = Name.regex(/^[^|]*$/, 'may not contain "|", which separates names in CSV files')
const names = z.array(Name).max(200)

const writable = {
  description: longText(1000).nullish(),
  /** None: every platform that knows what it holds. */
  platforms: z.array(Platform).max(6).default([]),
  /** Of policies of one kind the higher goes to a device first. */
  priority: z.int().min(0).max(1000).default(100),
  groups: names.default([]),
  templates: names.default([]),
}

export const Policy = z.object({
  id: Id,
  name: z.string(),
  description: z.string().nullable(),
  kind: PolicyKindName,
  platforms: z.array(Platform),
  priority: z.int(),
  /** Grows when what devices get changes. */
  version: z.int(),
  content: ShownPolicyContent,
  /** Some of it is taken by supervised devices only. */
  supervised: z.boolean(),
  groups: z.array(z.string()),
  templates: z.array(z.string()),
  devices: z.object({
    /** Devices that get it: by their groups and template, of its platforms. */
    given: z.int(),
    installed: z.int(),
    pending: z.int(),
    failed: z.int(),
  }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Policy = z.infer<typeof Policy>

export const NewPolicy = z.strictObject({ name: PolicyName, ...writable, content: PolicyContent })
export type NewPolicy = z.infer<typeof NewPolicy>

/** A field that is left out stays; of the content, a secret that is left out stays. The kind cannot change. */
export const PolicyPatch = z.strictObject({
  name: PolicyName.optional(),
  description: writable.description,
  platforms: writable.platforms.unwrap().optional(),
  priority: writable.priority.unwrap().optional(),
  groups: names.optional(),
  templates: names.optional(),
  content: PolicyContent.optional(),
})
export type PolicyPatch = z.infer<typeof PolicyPatch>

export const PolicyQuery = ListQuery.omit({ sort: true }).extend({
  kind: PolicyKindName.optional(),
  group: z.string().optional(),
  template: z.string().optional(),
})
export type PolicyQuery = z.infer<typeof PolicyQuery>

/** How many devices a deletion takes the policy from; asked for when there are some. */
export const DeletePolicyQuery = z.object({ confirm: z.coerce.number().int().min(0).optional() })

export const PolicyReason = z.object({
  kind: z.enum(['group', 'template']),
  name: z.string(),
  /** The device is to be in the group by this template. */
  template: z.string().optional(),
})
export type PolicyReason = z.infer<typeof PolicyReason>

export const PolicyState = z.enum([
  /** It goes to the device with its enrollment, or is on its way. */
  'pending',
  'installed',
  'failed',
  /** It is not given any more; the device has not confirmed yet. */
  'removing',
  /** It was given once and has been taken away. */
  'removed',
  /** It is for other platforms, or nothing of it can be done on this one. */
  'not-applicable',
])
export type PolicyState = z.infer<typeof PolicyState>

/** A policy of a device, and why. */
export const EffectivePolicy = z.object({
  policy: z.object({
    /** Null once the policy was deleted. */
    id: Id.nullable(),
    name: z.string(),
    kind: PolicyKindName,
    version: z.int(),
    supervised: z.boolean(),
  }),
  /** Empty when it is not given any more. */
  because: z.array(PolicyReason),
  state: PolicyState,
  /** The version that the device confirmed last. */
  installedVersion: z.int().nullable(),
  /** What the device said, or why it cannot be built. */
  error: z.string().nullable(),
  at: Timestamp.nullable(),
})
export type EffectivePolicy = z.infer<typeof EffectivePolicy>
export const DevicePolicies = z.object({
  status: DeviceStatus,
  /** In the order in which the device gets them. */
  items: z.array(EffectivePolicy),
})
export type DevicePolicies = z.infer<typeof DevicePolicies>

/** Who has one policy, and in which state. */
export const PolicyDevice = z.object({
  device: z.object({
    id: Id,
    identifier: z.string(),
    displayName: z.string().nullable(),
    status: DeviceStatus,
  }),
  state: PolicyState,
  installedVersion: z.int().nullable(),
  error: z.string().nullable(),
  at: Timestamp.nullable(),
})
export type PolicyDevice = z.infer<typeof PolicyDevice>
export const PolicyDeviceQuery = ListQuery.pick({ limit: true, cursor: true }).extend({
  state: PolicyState.optional(),
})
export type PolicyDeviceQuery = z.infer<typeof PolicyDeviceQuery>

/** Sends again what failed: of one policy, of one device, or of both. */
export const RetryPolicies = z.strictObject({ policyId: Id.optional() })
export const PoliciesRetried = z.object({ retried: z.int() })

/**
 * A kit to give to a device. Its tags and groups are added to a device that is enrolled with it or gets it while enrolled;
 * taking the template away leaves them. `deviceName` names supervised devices.
 */
export const Template = NamedThing.extend({
  tags: z.array(z.string()),
  groups: z.array(z.string()),
  policies: z.array(z.string()),
  /** `iPad {serial}`; null: the device keeps its name. */
  deviceName: z.string().nullable(),
})
export type Template = z.infer<typeof Template>

export const namePlaces = ['serial', 'identifier', 'displayName', 'userName', 'model'] as const
const DeviceNamePattern = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')
  .refine(
    (text) =>
      [...text.matchAll(/\{([^}]*)\}/g)].every(([, place = '']) =>
        (namePlaces as readonly string[]).includes(place),
      ),
    `may name ${namePlaces.map((place) => `{${place}}`).join(', ')}`,
  )
const kit = {
  tags: names.default([]),
  groups: names.default([]),
  policies: names.default([]),
  deviceName: DeviceNamePattern.nullish(),
}
export const NewTemplate = NewNamedThing.extend(kit)
export type NewTemplate = z.infer<typeof NewTemplate>
export const TemplatePatch = NewNamedThing.partial().extend({
  tags: names.optional(),
  groups: names.optional(),
  policies: names.optional(),
  deviceName: DeviceNamePattern.nullish(),
})
export type TemplatePatch = z.infer<typeof TemplatePatch>

/** Devices by id, or by the filter of their list: exactly one of the two. An empty filter means all. */
export const ChangeMembers = z
  .strictObject({
    act: z.enum(['add', 'remove']),
    deviceIds: z.array(Id).min(1).max(5000).optional(),
    filter: z
      .strictObject({
        ...DeviceQuery.omit({ limit: true, cursor: true, sort: true, ready: true }).shape,
      })
      .optional(),
    /** Only says what would happen. */
    preview: z.boolean().default(false),
  })
  .refine(({ deviceIds, filter }) => (deviceIds === undefined) !== (filter === undefined), {
    message: 'Give `deviceIds` or `filter`',
    path: ['deviceIds'],
  })
export type ChangeMembers = z.infer<typeof ChangeMembers>
export const MembersChanged = z.object({
  /** Devices that were meant. */
  matched: z.int(),
  /** Of these, those that go in or out. */
  changed: z.int(),
  /** Of these, those that are enrolled: they get or lose policies soon. */
  enrolled: z.int(),
  preview: z.boolean(),
})
export type MembersChanged = z.infer<typeof MembersChanged>
