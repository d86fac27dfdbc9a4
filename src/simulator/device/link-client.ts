import type { InstalledProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import { readEnrollmentProfile } from '../../protocol/mdm/read-enrollment-profile.ts'
import type { Model } from '../models.ts'
import type { Surroundings } from './walk.ts'
import { assertOk, bytesOf, request, WalkError } from './walk.ts'

/** What the person with the device has: the link of a mail or a QR code, and what the mail says beside it. */
export type LinkPapers = {
  link: string
  /** Typed into the field for the key; the one that the page shows when left out. */
  key?: string
  code?: string
  login?: { userName: string; password: string }
  ownership?: 'personal' | 'corporate'
}

const mostPages = 8

/** Opens an enrollment link as Safari does and answers its pages, until there is a profile to download. */
export async function walkLink(
  world: Surroundings,
  model: Model,
  papers: LinkPapers,
): Promise<InstalledProfile> {
  const headers = { 'user-agent': userAgents[model.family] ?? model.family, 'accept-language': 'en' }
  let page = await read(world, papers.link, { headers })
  world.step('link', `The page says "${titleOf(page)}"`)
  for (let n = 0; n < mostPages; n++) {
    const href = /<a class="act" href="([^"]*\/profile\?[^"]*)"/.exec(page)?.[1]
    if (href) return download(world, new URL(unescaped(href), papers.link), headers)
    page = await answer(world, { page, headers }, { papers, model })
    world.step('page', `The page says "${titleOf(page)}"`)
  }
  throw new WalkError('failed', `The pages behind the link do not end: "${titleOf(page)}"`)
}

type Shown = { page: string; headers: Record<string, string> }
type Person = { papers: LinkPapers; model: Model }

async function answer(world: Surroundings, { page, headers }: Shown, person: Person): Promise<string> {
  const form = /<form method="post" action="([^"]*)"[\s\S]*?<\/form>/.exec(page)
  if (!form?.[1]) throw new WalkError('refused', `There is no way on: "${titleOf(page)}"`)
  const body = new URLSearchParams(filled(form[0], person))
  return read(world, new URL(unescaped(form[1]), person.papers.link), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  })
}

/** Every field of the form: hidden ones as they are, the others as the person fills them in. */
function filled(form: string, { papers, model }: Person): [string, string][] {
  const known: Record<string, string | undefined> = {
    key: papers.key,
    code: papers.code,
    userName: papers.login?.userName,
    password: papers.login?.password,
    ownership: papers.ownership,
    platform: platforms[model.family],
  }
  const fields = [...form.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    name: attribute(tag, 'name'),
    value:
      known[attribute(tag, 'name')] ?? (attribute(tag, 'type') === 'radio' ? '' : attribute(tag, 'value')),
  }))
  const missing = fields.find(({ name, value }) => value === '' && name in known)
  if (missing) throw new WalkError('refused', `The page asks for ${missing.name}, and it was not given`)
  return [...new Map(fields.map(({ name, value }) => [name, value]))]
}

const platforms: Partial<Record<Model['family'], string>> = { iPhone: 'ios', iPad: 'ipados', Mac: 'macos' }

const attribute = (tag: string, name: string): string =>
  unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

async function read(world: Surroundings, url: URL | string, init: RequestInit): Promise<string> {
  const response = await request(world, url, init)
  const page = (await bytesOf(response)).toString('utf8')
  if (response.status === 200) return page
  const words = faultOf(page) ?? titleOf(page)
  const outcome = response.status >= 500 ? 'failed' : 'refused'
  throw new WalkError(outcome, `Enrollment link: HTTP ${response.status} (${words})`, {
    status: response.status,
  })
}

async function download(
  world: Surroundings,
  url: URL,
  headers: Record<string, string>,
): Promise<InstalledProfile> {
  const response = await request(world, url, { headers })
  const file = await bytesOf(response)
  assertOk(response, 'Download', file)
  const type = response.headers.get('content-type')
  if (type !== 'application/x-apple-aspen-config')
    throw new WalkError('failed', `The download is ${type}, and no profile`)
  const profile = readEnrollmentProfile(file)
  world.step('profile', `The enrollment profile "${profile.profile.PayloadDisplayName ?? ''}" is installed`)
  return profile
}

const titleOf = (page: string) => unescaped(/<h1>([^<]*)<\/h1>/.exec(page)?.[1] ?? 'no title')
const faultOf = (page: string) => {
  const words = /<p class="fault"[^>]*>([^<]*)</.exec(page)?.[1]
  return words && unescaped(words)
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', '#34': '"', '#39': "'", quot: '"' }
const unescaped = (text: string) =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole).trim()

const userAgents: Partial<Record<Model['family'], string>> = {
  iPhone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  // Safari of an iPad asks for desktop pages unless it is told not to.
  iPad: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  Mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
}
