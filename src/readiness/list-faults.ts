import type { ListFacts, Surroundings } from './facts.ts'

/** Rules on lists of Android devices: asked once, for one device and for all of them (ready-condition.ts). */

/** There is a token, and its time is over. */
export const isTokenOver = (
  { tokenExpiresAt }: Pick<ListFacts, 'tokenExpiresAt'>,
  { now }: Pick<Surroundings, 'now'>,
): boolean => tokenExpiresAt !== null && Date.parse(tokenExpiresAt) <= now.getTime()

/** A phone of the list can be set up by its code, and needs no login. */
export const isListFit = (list: ListFacts, around: Pick<Surroundings, 'now'>): boolean =>
  !isTokenOver(list, around) && (list.codeFault === null || list.hasGoogleCode)
