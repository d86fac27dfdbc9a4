import { SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { NewPolicy } from '../../src/contract/policy.ts'
import { type PolicyKind, policyKinds } from '../../src/contract/policy-content.ts'
import { t } from '../texts/t.ts'
import { notifyDone } from '../ui/notice.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PolicyFormView } from './policy-form.tsx'
import { createPolicy, storePolicy } from './policy-queries.ts'
import { blankPolicy, newPolicyOf, type PolicyValues } from './policy-values.ts'
import { kindIcons } from './policy-words.ts'
import { TouchNote } from './touch-note.tsx'
import { showPolicyErrors, usePolicyForm } from './use-policy-form.ts'

export function NewPolicyPage() {
  const { kind, group, template } = useSearch({ from: '/shell/policies/new' })
  if (!kind) return <ChooseKind search={{ group, template }} />
  const initial = {
    ...blankPolicy(kind),
    groups: group === undefined ? [] : [group],
    templates: template === undefined ? [] : [template],
  }
  return (
    <Page
      title={t('policy.new.of-kind', { kind: t(`policy-kind.${kind}`) })}
      description={t(`policy-kind.${kind}.text`)}
    >
      <NewForm key={kind} initial={initial} />
    </Page>
  )
}

type Who = { group: string | undefined; template: string | undefined }

const ChooseKind = ({ search }: { search: Who }) => (
  <Page title={t('policy.new.title')}>
    <Title order={2}>{t('policy.new.choose')}</Title>
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {policyKinds.map((kind) => (
        <li key={kind}>
          <KindCard kind={kind} search={search} />
        </li>
      ))}
    </SimpleGrid>
  </Page>
)

function KindCard({ kind, search }: { kind: PolicyKind; search: Who }) {
  const Icon = kindIcons[kind]
  return (
    <LinkButton
      to="/policies/new"
      search={{ ...search, kind }}
      variant="default"
      fullWidth
      h="auto"
      p="md"
      justify="flex-start"
      leftSection={<Icon size={26} stroke={1.4} aria-hidden />}
      styles={{ label: { whiteSpace: 'normal' } }}
    >
      <Stack gap={2} ta="left" component="span">
        <Text span fw={600}>
          {t(`policy-kind.${kind}`)}
        </Text>
        <Text span size="sm" c="dimmed" fw={400}>
          {t(`policy-kind.${kind}.text`)}
        </Text>
      </Stack>
    </LinkButton>
  )
}

function NewForm({ initial }: { initial: PolicyValues }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = usePolicyForm(initial, NewPolicy, newPolicyOf)
  const creation = useMutation({
    mutationFn: (values: PolicyValues) => createPolicy(newPolicyOf(values)),
    onSuccess: async (policy) => {
      const { name, id, devices } = policy
      notifyDone(
        devices.given > 0
          ? t('policy.saved.devices', { name, count: devices.given })
          : t('policy.saved', { name }),
      )
      await storePolicy(client, policy)
      await navigate({ to: '/policies/$id', params: { id } })
    },
    onError: (error) => showPolicyErrors(form, error),
  })
  return (
    <PolicyFormView
      form={form}
      error={creation.error}
      busy={creation.isPending}
      onSubmit={(values) => creation.mutate(values)}
      onCancel={() => void navigate({ to: '/policies' })}
    >
      <TouchNote groups={form.values.groups} templates={form.values.templates} />
    </PolicyFormView>
  )
}
