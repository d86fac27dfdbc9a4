import { Button, Group, Modal, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconApple } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { DepAccount } from '../../src/contract/dep.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { AccountHealth } from './account-health.tsx'
import { createDepAccount, depAccountsOptions } from './dep-queries.ts'
import { ImportTokenDialog } from './import-token-dialog.tsx'

export function DepAccountsPage() {
  const { data, error, isPending, refetch } = useQuery(depAccountsOptions)
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={t('dep-accounts.title')}
      count={data.length}
      description={t('dep-accounts.description')}
      actions={<Acts />}
    >
      {data.length === 0 && (
        <Empty icon={IconApple} title={t('dep-accounts.empty')}>
          {t('dep-accounts.empty.text')}
        </Empty>
      )}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {data.map((account) => (
          <AccountCard key={account.id} account={account} />
        ))}
      </SimpleGrid>
    </Page>
  )
}

const AccountCard = ({ account }: { account: DepAccount }) => (
  <Paper withBorder p="md" component="article">
    <Group justify="space-between" mb={4}>
      <Title order={2}>
        <LinkAnchor to="/dep/accounts/$id" params={{ id: account.id }} inherit>
          {account.name}
        </LinkAnchor>
      </Title>
      <Status kind="account" state={account.state} />
    </Group>
    <Stack gap={4} mb="sm">
      {account.organizationName && <Text>{account.organizationName}</Text>}
      {account.stateText && <Text size="sm">{account.stateText}</Text>}
    </Stack>
    <AccountHealth account={account} />
  </Paper>
)

function Acts() {
  const can = useCan()
  const [adding, add] = useDisclosure(false)
  const [importing, importToken] = useDisclosure(false)
  if (!can('dep.token:write')) return null
  return (
    <>
      <Button variant="default" onClick={importToken.open}>
        {t('dep-accounts.import')}
      </Button>
      <Button onClick={add.open}>{t('dep-accounts.add')}</Button>
      {adding && <AddDialog onClose={add.close} />}
      {importing && <ImportTokenDialog onClose={importToken.close} />}
    </>
  )
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const creation = useMutation({
    mutationFn: createDepAccount,
    onSuccess: async ({ id, name }) => {
      notifyDone(t('dep-account.created', { name }))
      await client.invalidateQueries({ queryKey: ['dep-account'] })
      await navigate({ to: '/dep/accounts/$id', params: { id } })
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('dep-accounts.add')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          creation.mutate(name.trim())
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('dep-account.name')}
            description={t('dep-account.add.hint')}
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <ErrorMessage error={creation.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={creation.isPending} disabled={name.trim() === ''}>
              {t('act.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
