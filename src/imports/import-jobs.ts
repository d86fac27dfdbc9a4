import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetImports } from './forget-imports.ts'

const ForgetImports: JobKind<Record<string, never>> = {
  name: 'import.forget',
  payload: z.strictObject({}),
}

/** Every night: the rows of old imports are forgotten. */
export function registerImportJobs(platform: Platform): void {
  platform.jobs.register(ForgetImports, (_payload, { signal }) => forgetImports(platform, signal))
  platform.jobs.registerSchedule(ForgetImports, '41 3 * * *', {})
}
