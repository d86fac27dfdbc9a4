import { readPage, type WebField, type WebPage } from './web-form.ts'
import { assertOk, bytesOf, request, WalkError, type Surroundings } from './walk.ts'

/** What the person at the device types and chooses. Terms are accepted. */
export type WebAnswers = {
  login?: { userName: string; password: string }
  code?: { key?: string; code: string }
  ownership?: 'personal' | 'corporate'
}

/** Nobody fills more pages than this. */
const mostPages = 12

/**
 * The web view of Setup Assistant (apple-mdm.md 1.5): the first request carries what the device is, no cookie is kept, pages are
 * filled until one answers the profile. Ends the walk when a page asks for what the person does not know, or says no.
 */
export async function walkWebView(
  world: Surroundings,
  url: string,
  { machineInfo, answers }: { machineInfo: Buffer; answers: WebAnswers },
): Promise<Buffer> {
  const headers = { 'x-apple-aspen-deviceinfo': machineInfo.toString('base64'), 'user-agent': 'Setup/1.0' }
  let response = await request(world, url, { headers })
  let sent: string[] = []
  for (let n = 0; n < mostPages; n++) {
    const body = await bytesOf(response)
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('application/x-apple-aspen-config')) return body
    const page = readPage(body.toString('utf8'))
    if (response.status !== 200 && type.startsWith('text/html'))
      throw new WalkError('refused', `Web view: ${wordsOf(page)}`, { status: response.status })
    assertOk(response, 'Web view', body)
    world.step('page', page.title)
    const filled = fill(page, answers, sent)
    sent = [...filled.keys()]
    response = await request(world, new URL(filled.action, url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Setup/1.0' },
      body: filled.fields.toString(),
    })
  }
  throw new WalkError('failed', `Web view: ${mostPages} pages, and no profile`)
}

/** From the heading on, as somebody would read it out. */
const wordsOf = ({ title, text }: WebPage) => {
  const after = text.slice(text.indexOf(title) + title.length).trim()
  return `${title}. ${after}`.slice(0, 300)
}

type Filled = { action: string; fields: URLSearchParams; keys(): Iterable<string> }

/** The same fields once more, with a fault above them, mean that what the person knows is wrong. */
function fill(page: WebPage, answers: WebAnswers, sent: string[]): Filled {
  const { form } = page
  if (!form) throw new WalkError('refused', `Web view: ${wordsOf(page)}`)
  const visible = form.fields.filter(({ type }) => type !== 'hidden').map(({ name }) => name)
  if (page.fault && visible.some((name) => sent.includes(name)))
    throw new WalkError('refused', `Web view: ${page.fault}`)
  const fields = new URLSearchParams()
  for (const field of form.fields) if (!fields.has(field.name)) setField(fields, field, { page, answers })
  return { action: form.action, fields, keys: () => fields.keys() }
}

type Filling = { page: WebPage; answers: WebAnswers }

function setField(fields: URLSearchParams, field: WebField, { page, answers }: Filling): void {
  const { name, type, value, isRequired } = field
  if (type === 'hidden') return fields.set(name, value)
  const answer = answerTo(name, answers)
  if (answer === undefined && isRequired)
    throw new WalkError(
      'refused',
      `Web view: "${page.title}" asks for ${name}, which the person does not know`,
    )
  fields.set(name, answer ?? value)
}

function answerTo(name: string, { login, code, ownership = 'corporate' }: WebAnswers): string | undefined {
  switch (name) {
    case 'userName':
      return login?.userName
    case 'password':
      return login?.password
    case 'key':
      return code?.key
    case 'code':
      return code?.code
    case 'ownership':
      return ownership
    default:
      return undefined
  }
}
