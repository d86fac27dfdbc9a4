import { Button, Stack, Text } from '@mantine/core'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { StepFoot } from '../../requests/step-foot.tsx'
import { t } from '../../texts/t.ts'
import { TokenFacts } from '../page/bulk-facts.tsx'

type Props = { bulk: BulkEnrollment; onBack: () => void; onDone: () => void }

/** I22 to I29: the token with its end, another one, another end; then done. */
export const TokenStep = ({ bulk, onBack, onDone }: Props) => (
  <Stack gap="md" maw={760}>
    <Text>{t('bulk.token.step.text')}</Text>
    <TokenFacts bulk={bulk} mayWrite />
    <StepFoot onBack={onBack}>
      <Button onClick={onDone}>{t('bulk.setup.finish')}</Button>
    </StepFoot>
  </Stack>
)
