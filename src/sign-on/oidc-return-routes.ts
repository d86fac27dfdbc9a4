import type { FastifyInstance } from 'fastify'
import { chooseLanguage } from '../pages/language.ts'
import { plainRefusal } from '../pages/plain-refusal.ts'
import { sendPage } from '../pages/send-page.ts'
import type { Platform } from '../platform/platform.ts'
import type { OidcFlow } from './oidc-flow.ts'
import { finishOidc, oidcRedirectPath } from './sign-on.ts'

/**
 * The one address to which the provider sends people back. It never redirects: the flow answers with its next page, so nothing in
 * the address can lead elsewhere. A walk that did not begin here, or comes back twice, is refused.
 */
export function oidcReturnRoutes(
  server: FastifyInstance,
  platform: Platform,
  flows: readonly OidcFlow[],
): void {
  const options = { schema: { hide: true }, exposeHeadRoute: false }
  server.get(oidcRedirectPath, options, async (request, reply) => {
    const callbackUrl = new URL(request.url, platform.publicUrl())
    const { returnState, ...result } = await finishOidc(platform, { callbackUrl, address: request.ip })
    const flow = returnState === null ? undefined : flows.find((each) => each.owns(returnState))
    if (flow && returnState !== null) return flow.answer({ request, reply }, { ...result, returnState })
    request.log.info({ requestId: request.id }, 'sign-on came back without a page to go on with')
    const language = chooseLanguage(request.headers['accept-language'])
    const { status, document } = await plainRefusal(platform.db, language, 'page-expired')
    return sendPage(reply, status, document)
  })
}
