import { Button, Collapse, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight, IconDownload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DepAccount } from '../../src/contract/dep.ts'
import { apiAddress } from '../api/call.ts'
import { t } from '../texts/t.ts'
import { DropFile } from '../ui/drop-file.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Step, Steps } from '../ui/steps.tsx'
import { depAccountOptions, uploadToken } from './dep-queries.ts'

const maxTokenBytes = 1024 * 1024

/** C12 to C24 spelled out. Once there is a token the steps are folded away until it must be renewed. */
export function TokenSteps({ account }: { account: DepAccount }) {
  const needed = ['no-token', 'token-expired', 'token-invalid'].includes(account.state)
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
        <TokenForm account={account} />
      </Collapse>
    </Paper>
  )
}

function TokenForm({ account }: { account: DepAccount }) {
  const client = useQueryClient()
  const sending = useMutation({
    mutationFn: (file: File) => uploadToken(account.id, file),
    onSuccess: (changed) => {
      client.setQueryData(depAccountOptions(account.id).queryKey, changed)
      notifyDone(t('dep-account.token.saved'))
      return client.invalidateQueries({ queryKey: ['dep-account'] })
    },
  })
  return (
    <Stack gap="sm" pt="xs">
      <Steps>
        <Step title={t('dep-account.token.step1')}>
          <Text size="sm" c="dimmed" mb="xs">
            {t('dep-account.token.step1.text')}
          </Text>
          <Button
            component="a"
            href={apiAddress(`/dep/accounts/${account.id}/certificate`)}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('dep-account.token.step1.act')}
          </Button>
        </Step>
        {(['step2', 'step3', 'step4'] as const).map((step) => (
          <Step key={step} title={t(`dep-account.token.${step}`)}>
            <Text size="sm" c="dimmed">
              {t(`dep-account.token.${step}.text`)}
            </Text>
          </Step>
        ))}
        <Step title={t('dep-account.token.step5')}>
          <Text size="sm" c="dimmed" mb="xs">
            {t('dep-account.token.step5.text')}
          </Text>
          <DropFile
            title={t('dep-account.token.drop')}
            hint={t('dep-account.token.drop.hint')}
            refusal={t('dep-account.token.drop.refused')}
            maxBytes={maxTokenBytes}
            busy={sending.isPending}
            onFile={sending.mutate}
          />
        </Step>
      </Steps>
      <ErrorMessage error={sending.error} />
    </Stack>
  )
}
