import { GoogleError } from '../protocol/google/google-error.ts'

/** What Google does not have any more need not be changed. */
export async function ignoringMissing(change: () => Promise<unknown>): Promise<void> {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof GoogleError) || error.kind !== 'not-found') throw error
  }
}
