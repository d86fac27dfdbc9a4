import { queryOptions } from '@tanstack/react-query'
import { PushCertificate, PushCertificateRequest, TestPushAnswer } from '../../src/contract/push.ts'
import { isProblem } from '../api/api-error.ts'
import { call } from '../api/call.ts'

export const pushCertificateOptions = queryOptions({
  queryKey: ['push', 'certificate'],
  queryFn: ({ signal }) => call(PushCertificate, '/push-certificate', { signal }),
})

export const makePushRequest = (replace: boolean): Promise<PushCertificateRequest> =>
  call(PushCertificateRequest, '/push-certificate/csr', { method: 'POST', query: replace ? { replace } : {} })

export type Upload = { file: Blob; confirmOtherTopic?: boolean }

export const putPushCertificate = ({ file, confirmOtherTopic = false }: Upload): Promise<PushCertificate> =>
  call(PushCertificate, '/push-certificate', {
    method: 'PUT',
    body: file,
    contentType: 'application/x-pem-file',
    query: confirmOtherTopic ? { confirmOtherTopic } : {},
  })

const testPush = (deviceId: string): Promise<TestPushAnswer> =>
  call(TestPushAnswer, '/push-certificate/test', { method: 'POST', json: { deviceId } })

/** What is printed on the device is its serial number; an identifier is what an admin gave it. */
export async function testPushOf(name: string): Promise<TestPushAnswer> {
  try {
    return await testPush(`identifier:${name}`)
  } catch (error) {
    if (!isProblem(error, 'device.not-found')) throw error
    return testPush(`serial:${name}`)
  }
}
