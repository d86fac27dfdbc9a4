import type { FastifyReply } from 'fastify'
import { styleSource } from './style.ts'

/** Nothing but our own style and our own forms: even markup that got in could load, run and send nothing. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${styleSource}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageHeaders: Record<string, string> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // The address may carry a state.
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** For a page with a picture of ours. */
const withImages = { 'Content-Security-Policy': `${contentSecurityPolicy}; img-src 'self'` }

/** Never 401: devices take it for the end of their enrollment. */
export const sendPage = (
  reply: FastifyReply,
  status: 200 | 400 | 403 | 404 | 410 | 429 | 503,
  document: string,
  { images = false }: { images?: boolean | undefined } = {},
): FastifyReply =>
  reply
    .code(status)
    .headers({ ...pageHeaders, ...(images ? withImages : {}) })
    .type('text/html; charset=utf-8')
    .send(Buffer.from(document))
