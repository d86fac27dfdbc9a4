import { Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { isProblem, problemFact } from '../api/api-error.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DropFile } from '../ui/drop-file.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { pushCertificateOptions, putPushCertificate } from './push-queries.ts'

const maxBytes = 64 * 1024

/** Another topic may be confirmed only where no device is enrolled; otherwise the server says why it may not. */
export function PushUpload() {
  const client = useQueryClient()
  const sending = useMutation({
    mutationFn: putPushCertificate,
    onSuccess: (changed) => {
      client.setQueryData(pushCertificateOptions.queryKey, changed)
      notifyDone(t('push.saved'))
      // The list of what ends soon has it too.
      return client.invalidateQueries({ queryKey: ['dep-account', 'expiring'] })
    },
  })
  const refused = isProblem(sending.error, 'push-certificate.other-topic') ? sending.error : undefined
  const mayConfirm = refused && refused.problem['devices'] === 0
  return (
    <>
      <DropFile
        title={t('push.drop')}
        hint={t('push.drop.hint')}
        refusal={t('push.drop.refused')}
        maxBytes={maxBytes}
        busy={sending.isPending}
        onFile={(file) => sending.mutate({ file })}
      />
      <ErrorMessage error={sending.error} />
      {mayConfirm && sending.variables && (
        <Confirm
          opened
          onClose={sending.reset}
          title={t('push.other.title')}
          act={t('push.other.act')}
          busy={sending.isPending}
          error={null}
          onConfirm={() => sending.mutate({ file: sending.variables.file, confirmOtherTopic: true })}
        >
          <Text>{t('push.other.text', { found: problemFact(refused, 'found') ?? '' })}</Text>
        </Confirm>
      )}
    </>
  )
}
