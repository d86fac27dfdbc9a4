import { Button, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { encodingWord } from './file-words.ts'
import type { EncodingCandidate } from './upload-facts.ts'
import './file-step.css'

type Props = { candidates: EncodingCandidate[]; onChoose: (encoding: string) => void }

/** The same words of the file read in each way: only a person knows which is right. One press reads the file again. */
export const EncodingQuestion = ({ candidates, onChoose }: Props) => (
  <Message tone="warn" icon={IconHelpCircle} title={t('imports.encoding.question')} role="alert">
    <Text size="sm">{t('imports.encoding.question.text')}</Text>
    <SimpleGrid cols={{ base: 1, sm: Math.min(candidates.length, 3) }} mt="xs">
      {candidates.map(({ encoding, sample }) => (
        <Paper key={encoding} withBorder p="sm">
          <Stack gap="xs" align="flex-start" justify="space-between" h="100%">
            <div style={{ minWidth: 0, maxWidth: '100%' }}>
              <Text size="sm" c="dimmed">
                {encodingWord(encoding)}
              </Text>
              <q className="encoding-sample">{sample}</q>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={t('imports.encoding.use.named', { encoding: encodingWord(encoding) })}
              onClick={() => onChoose(encoding)}
            >
              {t('imports.encoding.use')}
            </Button>
          </Stack>
        </Paper>
      ))}
    </SimpleGrid>
  </Message>
)
