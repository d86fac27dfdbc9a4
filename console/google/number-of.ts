import type { ClaimedIdentifiers } from '../../src/contract/arrival.ts'

/** What is printed on it, or else the last part of what Google calls it. */
export const numberOf = ({ imei, serial, meid }: ClaimedIdentifiers, name: string): string =>
  imei ?? serial ?? meid ?? name.slice(name.lastIndexOf('/') + 1)
