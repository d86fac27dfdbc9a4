import type { RequestPreview, RequestPreviewQuestion } from '../contract/enrollment-request.ts'
import { mailServerConfigured } from '../mail/mail-setup.ts'
import type { Platform } from '../platform/platform.ts'
import { chooseRecipients, previewItemOf } from './choose-recipients.ts'

/** H21: who would get a request, before anything is sent. */
export async function previewRequests(
  { db, clock, mail }: Pick<Platform, 'db' | 'clock' | 'mail'>,
  { channel, ...choice }: RequestPreviewQuestion,
): Promise<RequestPreview> {
  const { chosen, left } = await chooseRecipients(db, choice, { channel, now: clock() })
  const ready = chosen.filter(({ refusal }) => refusal === null)
  return {
    counts: {
      total: chosen.length,
      ready: ready.length,
      refused: chosen.length - ready.length,
      replaced: ready.filter(({ replaces }) => replaces).length,
      left,
    },
    items: chosen.map(previewItemOf),
    mailReady: await mailServerConfigured({ db, mail }),
  }
}
