import { Anchor, Button, Group, Paper, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { IconArrowRight, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { apiAddress } from '../../api/call.ts'
import { ChosenFile } from '../../imports/chosen-file.tsx'
import { DropList } from '../../imports/drop-list.tsx'
import { changeDraft, chooseFile, useDraft } from '../../imports/file-draft.ts'
import { Sending } from '../../imports/file-step.tsx'
import { importOptions } from '../../imports/import-queries.ts'
import { UploadProblem } from '../../imports/upload-problem.tsx'
import { useUpload } from '../../imports/use-upload.tsx'
import { StepFoot } from '../../requests/step-foot.tsx'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { ListImport } from './list-import.tsx'

type Props = {
  bulk: BulkEnrollment
  importId: string | undefined
  onImport: (id: string | undefined) => void
  onBack: () => void
  onNext: () => void
  nextText: string
}

/** I5 to I11: the template, the file, what it does, and that it was done. */
export function ListStep({ bulk, importId, onImport, onBack, onNext, nextText }: Props) {
  const mayImport = useCan()('import:write')
  const { data: read } = useQuery({ ...importOptions(importId ?? ''), enabled: importId !== undefined })
  const isApplied = read?.state === 'applied'
  const hasList = isApplied || bulk.deviceCount > 0
  // While a file waits to be applied, that is the next thing to do.
  const isNext = isApplied || (hasList && importId === undefined)
  const other = () => {
    chooseFile(draftOf(bulk.id), undefined)
    onImport(undefined)
  }
  return (
    <Stack gap="md" maw={860}>
      {importId ? (
        <ListImport bulkId={bulk.id} id={importId} onOther={other} />
      ) : (
        mayImport && <ChooseList bulk={bulk} onImport={onImport} />
      )}
      <StepFoot onBack={onBack}>
        <Button
          variant={isNext ? 'filled' : 'default'}
          onClick={onNext}
          rightSection={<IconArrowRight size={16} aria-hidden />}
        >
          {hasList ? nextText : t('bulk.list.later')}
        </Button>
      </StepFoot>
    </Stack>
  )
}

/** The file that is being prepared for a list is kept under this word. */
const draftOf = (bulkId: string) => `bulk:${bulkId}`

function ChooseList({ bulk: { id }, onImport }: { bulk: BulkEnrollment; onImport: (id: string) => void }) {
  const draftId = draftOf(id)
  const draft = useDraft(draftId)
  const send = useUpload(draftId, { path: `/bulk/${id}/setup`, open: onImport })
  const { file, sent, error } = draft
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('bulk.setup.list')}</Title>
        <Text size="sm">{t('bulk.list.lead')}</Text>
        <Anchor href={apiAddress('/import-formats/android-bulk/sample.csv')} download>
          <Group gap={4} component="span" wrap="nowrap">
            <IconDownload size={16} aria-hidden />
            {t('bulk.list.template')}
          </Group>
        </Anchor>
        {file ? (
          <ChosenFile draftId={draftId} file={file} busy={sent !== undefined} />
        ) : (
          <DropList draftId={draftId} />
        )}
        <Switch
          label={t('bulk.list.move')}
          description={t('bulk.list.move.hint')}
          checked={draft.options.moveFromOtherLists}
          onChange={(event) =>
            changeDraft(draftId, {
              options: { ...draft.options, moveFromOtherLists: event.currentTarget.checked },
            })
          }
        />
        <TextInput
          label={t('bulk.list.mark')}
          description={t('bulk.list.mark.hint')}
          maw={320}
          maxLength={20}
          value={draft.options.clearMark ?? ''}
          onChange={(event) =>
            changeDraft(draftId, {
              options: { ...draft.options, clearMark: event.currentTarget.value.trim() || undefined },
            })
          }
        />
        {file && <Sending draft={draft} name={file.name} />}
        <UploadProblem draftId={draftId} send={send} isFormatFixed />
        {file && (
          <Button
            style={{ alignSelf: 'flex-end' }}
            variant={error ? 'default' : 'filled'}
            loading={sent !== undefined}
            onClick={() => send({ options: { format: 'android-bulk', target: id } })}
          >
            {t('bulk.list.read')}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
