import { AuditEvent } from '../../src/contract/admin.ts'
import { Job } from '../../src/contract/job.ts'
import { callForNothing, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const auditListOptions = (filters: QueryValues) => ({
  ...listOptions('audit', '/audit-events', AuditEvent, filters),
  // No live event tells of audit events, so they are read again whenever somebody looks.
  refetchOnMount: 'always' as const,
})

export const jobListOptions = (filters: QueryValues) => listOptions('job', '/jobs', Job, filters)

export const retryJob = (id: string): Promise<void> => callForNothing(`/jobs/${id}/retry`, { method: 'POST' })
