/**
 * A device's text as the database can hold it: no NUL and other control characters, no halves of a character, not endless.
 * Binary property lists can carry all of these.
 */
export const storable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .slice(0, 200)
