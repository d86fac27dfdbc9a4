import { Collapse, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { DepAccount } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { Step, Steps } from '../ui/steps.tsx'
import { KeyPair } from './key-pair.tsx'
import { TokenForm } from './token-form.tsx'

const needToken: DepAccount['state'][] = ['no-token', 'token-expired', 'token-invalid', 'token-replaced']

/** C12 to C24 spelled out. Once there is a token the steps are folded away until it must be renewed. */
export function TokenSteps({ account }: { account: DepAccount }) {
  const needed = needToken.includes(account.state)
  const [opened, { toggle }] = useDisclosure(false)
  const Chevron = opened ? IconChevronDown : IconChevronRight
  return (
    <Paper withBorder p="md" component="section">
      {needed ? (
        <Title order={2} mb="md">
          {t('dep-account.token.title')}
        </Title>
      ) : (
        <Title order={2}>
          <UnstyledButton onClick={toggle} aria-expanded={opened} fw="inherit" fz="inherit">
            <Chevron size={16} aria-hidden /> {t('dep-account.renew')}
          </UnstyledButton>
        </Title>
      )}
      <Collapse expanded={needed || opened}>
        <AllSteps account={account} />
      </Collapse>
    </Paper>
  )
}

const AllSteps = ({ account }: { account: DepAccount }) => (
  <Stack gap="sm" pt="xs">
    <Steps>
      <Step title={t('dep-account.token.step1')}>
        <Text size="sm" c="dimmed">
          {t('dep-account.token.step1.text')}
        </Text>
        <KeyPair account={account} />
      </Step>
      {(['step2', 'step3'] as const).map((step) => (
        <Step key={step} title={t(`dep-account.token.${step}`)}>
          <Text size="sm" c="dimmed">
            {t(`dep-account.token.${step}.text`)}
          </Text>
        </Step>
      ))}
      <Step title={t('dep-account.token.step4')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('dep-account.token.step4.text')}
        </Text>
        {account.state !== 'no-token' && <OldTokenEnds />}
      </Step>
      <Step title={t('dep-account.token.step5')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('dep-account.token.step5.text')}
        </Text>
        <TokenForm account={account} />
      </Step>
    </Steps>
  </Stack>
)

/** Said beside the step that does it. */
const OldTokenEnds = () => (
  <Message tone="warn" icon={IconAlertTriangle} title={t('dep-account.renew.warning')}>
    <Text size="sm">{t('dep-account.renew.warning.text')}</Text>
  </Message>
)
