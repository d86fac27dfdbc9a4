import { Button, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { t } from '../texts/t.ts'
import { ChosenFile } from './chosen-file.tsx'
import { DropList } from './drop-list.tsx'
import { type FileDraft, newFile, useDraft } from './file-draft.ts'
import { UploadOptionsBox } from './upload-options.tsx'
import { UploadProblem } from './upload-problem.tsx'
import { useUpload } from './use-upload.tsx'

/** Step one: the file, how it is read, and what to do when it cannot be. */
export function FileStep() {
  const draft = useDraft(newFile)
  const send = useUpload(newFile)
  const { file, sent, error } = draft
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('import.step.file')}</Title>
        {file ? (
          <ChosenFile draftId={newFile} file={file} busy={sent !== undefined} />
        ) : (
          <DropList draftId={newFile} />
        )}
        {file && <Sending draft={draft} name={file.name} />}
        <UploadProblem draftId={newFile} send={send} />
        <UploadOptionsBox draftId={newFile} />
        {file && (
          <Button
            style={{ alignSelf: 'flex-end' }}
            // What is asked above is the way on then.
            variant={error ? 'default' : 'filled'}
            loading={sent !== undefined}
            onClick={() => send()}
            rightSection={<IconArrowRight size={16} aria-hidden />}
          >
            {error ? t('imports.read-again') : t('imports.continue')}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}

/** How much has been sent; afterwards the server reads and plans, and answers when it is done. */
export function Sending({ draft: { sent }, name }: { draft: FileDraft; name: string }) {
  if (sent === undefined) return null
  return (
    <div role="status">
      <Text size="sm" mb={4}>
        {sent < 1 ? t('imports.uploading', { name }) : t('imports.reading', { name })}
      </Text>
      <Progress value={sent * 100} animated={sent === 1} aria-label={t('import.progress')} />
    </div>
  )
}
