import type { z } from 'zod'
import { toApiError } from './api-error.ts'
import { apiAddress } from './call.ts'

/** Sends a form and reports the sent fraction; `fetch` cannot report it, so this is the one XMLHttpRequest. */
export function upload<S extends z.ZodType>(
  schema: S,
  path: string,
  form: FormData,
  onProgress: (fraction: number) => void,
): Promise<z.output<S>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', apiAddress(path))
    request.responseType = 'json'
    request.setRequestHeader('accept', 'application/json')
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? loaded / total : 0))
    request.addEventListener('error', () => reject(new TypeError('the upload was interrupted')))
    request.addEventListener('load', () => {
      if (request.status >= 400) return reject(toApiError(request.status, request.response))
      const answer = schema.safeParse(request.response)
      if (answer.success) resolve(answer.data)
      else reject(answer.error)
    })
    request.send(form)
  })
}
