import { z } from 'zod'

/**
 * The bulk enrollment calls of Ivanti Neurons for MDM (I46..I48), as its API guide has them, for scripts that were written for it.
 * Ids are ours and text, where Ivanti's are numbers; times are milliseconds since 1970.
 */
export const IvantiUpload = z.object({
  errors: z.null(),
  result: z.object({
    csvId: z.string(),
    /** One installation serves one organization: always null. */
    tenantId: z.null(),
    enrollmentToken: z.string().nullable(),
    tokenExpiry: z.number().nullable(),
    userName: z.string().nullable(),
    userEmailAddress: z.string().nullable(),
    userId: z.string().nullable(),
    serverUrl: z.string(),
    /** Which rows were rejected and why; null when all were taken. */
    errorMessage: z.string().nullable(),
    deviceCount: z.int(),
    /** Null: a new list has no configuration yet. It is at `/bulk-enrollments/{csvId}/qr.json` later. */
    provisioningConfig: z.null(),
  }),
})
export type IvantiUpload = z.infer<typeof IvantiUpload>

const columns = ['csvName', 'description', 'modifiedAt', 'devicesCount', 'userName'] as const

export const IvantiListQuery = z.object({
  q: z.string().trim().max(200).optional(),
  rows: z.coerce
    .number()
    .int()
    .min(1, 'must be between 1 and 500')
    .max(500, 'must be between 1 and 500')
    .default(20),
  start: z.coerce.number().int().min(0).max(1_000_000).default(0),
  'sortFields[0].name': z.enum(columns).default('modifiedAt'),
  'sortFields[0].order': z
    .string()
    .toUpperCase()
    .pipe(z.enum(['ASC', 'DESC']))
    .optional(),
})
export type IvantiListQuery = z.output<typeof IvantiListQuery>

export const IvantiProfile = z.object({
  csvId: z.string(),
  csvName: z.string(),
  description: z.string().nullable(),
  modifiedAt: z.number(),
  devicesCount: z.int(),
  errorMessage: z.null(),
  userName: z.string().nullable(),
  userEmailAddress: z.string().nullable(),
})
export type IvantiProfile = z.infer<typeof IvantiProfile>

export const IvantiList = z.object({
  errors: z.null(),
  result: z.object({ searchResults: z.array(IvantiProfile), totalCount: z.int() }),
})
