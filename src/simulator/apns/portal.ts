import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { z } from 'zod'
import { CsrError } from '../../protocol/x509/csr.ts'
import type { ApnsState } from './apns-simulator.ts'

type Visit = { request: Http2ServerRequest; response: Http2ServerResponse; body: string }

const Answers = z.array(
  z.strictObject({
    token: z.string().optional(),
    status: z.int().min(200).max(599),
    reason: z.string().optional(),
    times: z.int().min(1).optional(),
    delayMs: z.int().min(0).optional(),
  }),
)

/** Lets somebody look at the simulated service and change how it answers. */
export function answerPortal(state: ApnsState, { request, response, body }: Visit): void {
  const { pathname, searchParams } = new URL(request.url, 'https://localhost')
  const json = (value: unknown, status = 200) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`)
  try {
    switch (`${request.method} ${pathname}`) {
      case 'GET /portal/pushes':
        return json(state.pushes)
      case 'POST /portal/answers':
        state.script.push(...(Answers.parse(JSON.parse(body)) as typeof state.script))
        return json({ waiting: state.script.length })
      case 'POST /portal/connections/drop':
        json({ dropped: state.connections.open })
        return void setImmediate(() => state.sockets.forEach((socket) => socket.destroy()))
      case 'POST /portal/certificates':
        return void response
          .writeHead(200, { 'content-type': 'application/x-pem-file' })
          .end(state.authority.certify(body, orderIn(searchParams, state.now())))
      default:
        return json({ error: 'There is nothing at this address' }, 404)
    }
  } catch (error) {
    if (!(error instanceof CsrError || error instanceof SyntaxError || error instanceof z.ZodError))
      throw error
    json({ error: error.message }, 400)
  }
}

function orderIn(query: URLSearchParams, now: Date) {
  const [topic, days] = [query.get('topic'), Number(query.get('days'))]
  return {
    ...(topic ? { topic } : {}),
    ...(days ? { notAfter: new Date(now.getTime() + days * 86_400_000) } : {}),
  }
}
