import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Import } from '../../src/contract/import.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Time } from '../ui/time.tsx'
import { type FileDraft, useDraft } from './file-draft.ts'
import { Sending } from './file-step.tsx'
import { delimiterWord, encodingWord } from './file-words.ts'
import { titleOf } from './format-groups.ts'
import { importFormatsOptions } from './import-queries.ts'
import { openSteps } from './import-steps.ts'
import { UploadOptionsBox } from './upload-options.tsx'
import { UploadProblem } from './upload-problem.tsx'
import { useUpload } from './use-upload.tsx'
import { OnTo, WizardFoot } from './wizard-foot.tsx'

/** The first step once the file has been read: how, and the way to read it otherwise or to take another one. */
export const FileFacts = ({ of }: { of: Import }) => (
  <>
    <Paper withBorder p="md" component="section">
      <Stack gap="md">
        <Title order={2}>{t('import.step.file')}</Title>
        <Facts of={of} />
        <LinkAnchor to="/imports" size="sm">
          {t('imports.file.other')}
        </LinkAnchor>
        {of.state === 'planned' && <ReadOtherwise of={of} />}
      </Stack>
    </Paper>
    <WizardFoot>{openSteps(of).includes('columns') && <OnTo id={of.id} step="columns" />}</WizardFoot>
  </>
)

function Facts({ of }: { of: Import }) {
  const { data: formats = [] } = useQuery(importFormatsOptions)
  const format = formats.find(({ id }) => id === of.format)
  return (
    <dl className="facts">
      <Fact label={t('import.file')}>{of.fileName}</Fact>
      <Fact label={t('import.rows')}>{formatNumber(of.counts.rows)}</Fact>
      <Fact label={t('import.format')}>{format ? titleOf(format) : of.format}</Fact>
      <Fact label={t('import.contents')}>{of.mode && t(`import.mode.${of.mode}`)}</Fact>
      <Fact label={t('import.encoding')}>{of.encoding && encodingWord(of.encoding)}</Fact>
      <Fact label={t('import.delimiter')}>{of.delimiter && delimiterWord(of.delimiter)}</Fact>
      <Fact label={t('import.by')}>{of.createdBy}</Fact>
      <Fact label={t('import.uploaded')}>
        <Time at={of.createdAt} />
      </Fact>
    </dl>
  )
}

/** The browser still has the file as long as the console is open; with other options it becomes another import. */
function ReadOtherwise({ of }: { of: Import }) {
  const can = useCan()
  const draft = useDraft(of.id)
  const send = useUpload(of.id)
  if (!can('import:write')) return null
  if (!draft.file)
    return (
      <Text size="sm" c="dimmed">
        {t('imports.file.again')}
      </Text>
    )
  return (
    <>
      <Sending draft={draft} name={draft.file.name} />
      <UploadProblem draftId={of.id} send={send} />
      <UploadOptionsBox draftId={of.id} />
      {isChanged(draft) && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          loading={draft.sent !== undefined}
          onClick={() => send({ mapping: draft.mapping })}
        >
          {t('imports.read-again')}
        </Button>
      )}
    </>
  )
}

/** Whether the options differ from those that this import was read with. */
const isChanged = ({ options, readWith }: FileDraft): boolean =>
  JSON.stringify(options) !== JSON.stringify(readWith)
