import type { ApplyImport, Import } from '../../src/contract/import.ts'

/** What is chosen at the last step before the effect. */
export type ApplyChoice = Pick<ApplyImport, 'onReject' | 'mail' | 'mailExcept'> & { typed: string }

export const firstChoice: ApplyChoice = { onReject: 'abort', mail: 'changed', mailExcept: [], typed: '' }

/** Leaving out single addresses is for mails to new and changed ones; the list shows those. */
export const exceptionsOf = ({ mail, mailExcept }: ApplyChoice): number[] =>
  mail === 'changed' ? mailExcept : []

export const mailsOf = (of: Import, choice: ApplyChoice): number => {
  if (choice.mail === 'none') return 0
  return Math.max(0, of.mails[choice.mail] - exceptionsOf(choice).length)
}

/** Numbers are typed as they are read: with or without separators of thousands. */
export const isConfirmed = ({ clearsToConfirm }: Import, { typed }: ApplyChoice): boolean =>
  clearsToConfirm === null || typed.replaceAll(/[\s.,'’]/g, '') === String(clearsToConfirm)

export const isBlocked = (of: Import, choice: ApplyChoice): boolean =>
  of.counts.reject > 0 && choice.onReject === 'abort'

export const toRequest = (of: Import, choice: ApplyChoice): ApplyImport => ({
  onReject: choice.onReject,
  mail: choice.mail,
  mailExcept: exceptionsOf(choice),
  ...(of.clearsToConfirm === null ? {} : { confirmClears: of.clearsToConfirm }),
})
