import { z } from 'zod'
import { Problem } from '../contract/common.ts'
import { CommandError } from './output.ts'

export type Client = {
  call<S extends z.ZodType>(schema: S, method: string, path: string, body?: unknown): Promise<z.output<S>>
  text(path: string): Promise<string>
  /** The bytes of an answer that is no JSON, as they come. */
  bytes(path: string): Promise<AsyncIterable<Uint8Array>>
}

export const serverUrl = (env: NodeJS.ProcessEnv): string =>
  (env['MUSTER_URL'] ?? `http://localhost:${env['MUSTER_PORT'] ?? 8080}`).replace(/\/+$/, '')

/** A running server, by its address and an API token. */
export function createClient(env: NodeJS.ProcessEnv): Client {
  const url = serverUrl(env)
  const token = env['MUSTER_TOKEN']
  if (!token)
    throw new CommandError(
      'Set MUSTER_TOKEN to an API token (make one: muster api-token create --name NAME)',
      2,
    )

  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const raw = body instanceof FormData || body instanceof Uint8Array
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined || body instanceof FormData
        ? {}
        : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
    }
    const payload =
      body === undefined
        ? {}
        : { body: raw ? (body as FormData | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }
    const response = await fetch(`${url}/api/v1${path}`, { method, headers, ...payload }).catch(
      (cause: unknown) => {
        throw new CommandError(`No server answers at ${url} (${reason(cause)}). Start it, or set MUSTER_URL.`)
      },
    )
    if (!response.ok) throw await toProblem(response)
    return response
  }

  return {
    async call(schema, method, path, body) {
      const response = await send(method, path, body)
      return schema.parse(response.status === 204 ? null : await response.json())
    },
    text: async (path) => (await send('GET', path)).text(),
    bytes: async (path) => (await send('GET', path)).body ?? new Blob([]).stream(),
  }
}

const reason = (cause: unknown) => (cause as { cause?: { code?: string } }).cause?.code ?? 'no answer'

const AnyProblem = z.looseObject(Problem.shape)

/** What the server refused: a sentence for people, and the whole answer. */
export class ApiProblem extends CommandError {
  readonly problem: z.infer<typeof AnyProblem>

  constructor(problem: z.infer<typeof AnyProblem>) {
    const { title, detail, code } = problem
    super(`${detail && detail !== title ? `${title}: ${detail}` : title} [${code}]`)
    this.problem = problem
  }
}

async function toProblem(response: Response): Promise<CommandError> {
  const { success, data } = AnyProblem.safeParse(await response.json().catch(() => undefined))
  return success ? new ApiProblem(data) : new CommandError(`The server answered ${response.status}`)
}
