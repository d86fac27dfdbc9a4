import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconCheck, IconPlugConnected, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type SignOnTest, TestSignOn } from '../../src/contract/sign-on.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { validateWith } from '../ui/form.ts'
import { Message } from '../ui/message.tsx'
import { testOidc, testTyped } from './authentication-queries.ts'

type TypedProps = { what: 'password' | 'ldap'; ready: boolean }

/** Tries a name and a password as a page for people would, and shows what came of it step by step. */
export function TypedTest({ what, ready }: TypedProps) {
  const mayWrite = useCan()('settings:write')
  const form = useForm({
    initialValues: { userName: '', password: '' },
    validate: validateWith(TestSignOn, (values) => values),
  })
  const test = useMutation({ mutationFn: (typed: TestSignOn) => testTyped(what, typed) })
  if (!mayWrite) return null
  return (
    <form onSubmit={form.onSubmit((values) => test.mutate(values))} noValidate>
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t(`sign-on.test.${what}`)}
        </Title>
        <Text size="sm">{ready ? t('sign-on.test.typed') : t('sign-on.test.unsaved')}</Text>
        <Group align="flex-start">
          <TextInput
            label={t('sign-on.test.userName')}
            autoComplete="off"
            disabled={!ready}
            style={{ flex: '1 1 200px' }}
            {...form.getInputProps('userName')}
          />
          <PasswordInput
            label={t('sign-on.test.typedPassword')}
            autoComplete="off"
            disabled={!ready}
            style={{ flex: '1 1 200px' }}
            {...form.getInputProps('password')}
          />
        </Group>
        <TestButton label={t(`sign-on.test.${what}`)} ready={ready} busy={test.isPending} />
        <ErrorMessage error={test.error} />
        {test.data && <TestResult test={test.data} />}
      </Stack>
    </form>
  )
}

export function ProviderTest({ ready }: { ready: boolean }) {
  const mayWrite = useCan()('settings:write')
  const test = useMutation({ mutationFn: testOidc })
  if (!mayWrite) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        test.mutate()
      }}
    >
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('sign-on.test.oidc')}
        </Title>
        <Text size="sm">{ready ? t('sign-on.test.oidc.text') : t('sign-on.test.unsaved')}</Text>
        <TestButton label={t('sign-on.test.oidc')} ready={ready} busy={test.isPending} />
        <ErrorMessage error={test.error} />
        {test.data && <TestResult test={test.data} />}
      </Stack>
    </form>
  )
}

const TestButton = ({ label, ready, busy }: { label: string; ready: boolean; busy: boolean }) => (
  <Group>
    <Button
      type="submit"
      variant="default"
      loading={busy}
      disabled={!ready}
      leftSection={<IconPlugConnected size={16} />}
      aria-label={label}
    >
      {t('sign-on.test')}
    </Button>
  </Group>
)

/** What the other side really said, step by step; the first that failed is the last. */
function TestResult({ test }: { test: SignOnTest }) {
  const title = test.ok ? t('sign-on.test.good') : t('sign-on.test.bad')
  return (
    <Message
      tone={test.ok ? 'good' : 'bad'}
      icon={test.ok ? IconCheck : IconAlertTriangle}
      title={title}
      role="status"
    >
      <Stack gap={4} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {test.steps.map(({ step, ok, answer }) => (
          <li key={step}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              {ok ? (
                <IconCheck
                  size={16}
                  aria-label={t('sign-on.test.step.good')}
                  style={{ flex: 'none', marginTop: 2 }}
                />
              ) : (
                <IconX
                  size={16}
                  aria-label={t('sign-on.test.step.bad')}
                  style={{ flex: 'none', marginTop: 2 }}
                />
              )}
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                <strong>{t(`sign-on.step.${step}`)}:</strong> {answer}
              </Text>
            </Group>
          </li>
        ))}
      </Stack>
    </Message>
  )
}
