import { createHash, randomBytes } from 'node:crypto'

/** 192 random bits in 32 characters that mail programs leave whole at the end of a line. */
export const newToken = (): string => randomBytes(24).toString('base64url')

export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{32}$/.test(text)

/** A token is random, so a plain hash says nothing about it; the index finds a request by it. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The place that the sealed token is bound to. */
export const tokenPlace = (id: string): string => `enrollment_request.token_sealed:${id}`

/** Always from the public address: what a request says of its host is for whoever sent it to choose. */
export const linkOf = (publicUrl: string, token: string): string => `${publicUrl}/e/${token}`
