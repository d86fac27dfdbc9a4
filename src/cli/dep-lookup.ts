import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { DepAccount, DepProfile } from '../contract/dep.ts'
import type { Client } from './client.ts'
import { CommandError, type Output } from './output.ts'
import type { Terminal } from './import-progress.ts'

export type Means = { client: Client; output: Output; terminal: Terminal }

export const listAccounts = async (client: Client): Promise<DepAccount[]> =>
  (await client.call(page(DepAccount), 'GET', '/dep/accounts')).items

/** By its name or id. */
export async function findAccount(client: Client, name: string): Promise<DepAccount> {
  const account = (await listAccounts(client)).find((each) => each.name === name || each.id === name)
  if (!account) throw new CommandError(`There is no DEP account named ${name}`)
  return account
}

/** What the server takes for a profile: its id or Apple's UUID as they are; a name is looked up. */
export async function profileKey(client: Client, name: string, account: string | undefined): Promise<string> {
  if (/^[\da-f-]{16,36}$/i.test(name)) return name
  const query = queryOf({ q: name, account, limit: 500 })
  const { items } = await client.call(page(DepProfile), 'GET', `/dep/profiles${query}`)
  const [found, ...others] = items.filter(({ fields }) => fields.profileName === name)
  if (!found) throw new CommandError(`There is no DEP profile named ${name}`)
  if (others.length > 0)
    throw new CommandError(
      `Several DEP profiles are named ${name}: give the UUID, from "muster dep profiles"`,
      2,
    )
  return found.id
}

/** Lists that are longer than a page, up to `limit`. */
export async function listUpTo<T>(
  client: Client,
  item: z.ZodType<T>,
  { path, query, limit }: { path: string; query: Query; limit: number },
): Promise<{ items: T[]; total: number }> {
  const items: T[] = []
  let cursor: string | undefined
  for (;;) {
    const size = Math.min(limit - items.length, 500)
    const answer = await client.call(
      page(item),
      'GET',
      `${path}${queryOf({ ...query, limit: size, cursor })}`,
    )
    items.push(...answer.items)
    cursor = answer.nextCursor ?? undefined
    if (cursor === undefined || items.length >= limit) return { items, total: answer.total }
  }
}

export type Query = Record<string, string | number | boolean | undefined>

export function queryOf(query: Query): string {
  const named = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) named.set(name, String(value))
  return named.size === 0 ? '' : `?${named.toString()}`
}

/** Serial numbers as they are typed, and those of a file: one on a line, or a list of JSON. */
export function readSerials(typed: readonly string[] = [], file: string | undefined): string[] {
  const inFile = file === undefined ? [] : serialsIn(readText(file), file)
  const serials = [...new Set([...typed, ...inFile].map((serial) => serial.trim()).filter(Boolean))]
  if (file !== undefined && serials.length === 0)
    throw new CommandError(`There is no serial number in ${file}`, 2)
  return serials
}

function serialsIn(text: string, file: string): string[] {
  if (!text.trimStart().startsWith('[')) return text.split(/[\r\n]+/)
  return readJson(z.array(z.string()), text, file)
}

export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new CommandError(`The file ${file} cannot be read`, 2)
  }
}

/** A file of JSON in the expected shape. */
export function readJson<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new CommandError(`${file} does not fit: ${why}`, 2)
  }
}

export const day = (time: string | null | undefined) => time?.slice(0, 10)
export const minute = (time: string | null | undefined) => time?.slice(0, 16).replace('T', ' ')
