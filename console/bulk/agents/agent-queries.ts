import { queryOptions } from '@tanstack/react-query'
import { page } from '../../../src/contract/common.ts'
import { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { call, callForNothing } from '../../api/call.ts'
import { upload } from '../../api/upload.ts'

const root = '/android/agents'

/** By package, newest first. Live events of this word make it old. */
export const agentsOptions = queryOptions({
  queryKey: ['android-agent'],
  queryFn: async ({ signal }) => (await call(page(HostedAgent), root, { signal })).items,
})

export function uploadAgent(file: File, onProgress: (sent: number) => void): Promise<HostedAgent> {
  const form = new FormData()
  form.append('file', file)
  return upload(HostedAgent, root, form, onProgress)
}

export const deleteAgent = ({ id }: HostedAgent): Promise<void> =>
  callForNothing(`${root}/${id}`, { method: 'DELETE' })

export const versionOf = ({ versionName, versionCode }: HostedAgent): string =>
  versionName === null ? String(versionCode) : `${versionName} (${versionCode})`
