/** What the person who starts Muster can mend: the sentence says what, and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
}
