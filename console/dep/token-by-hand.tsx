import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { t } from '../texts/t.ts'

type Values = {
  consumerKey: string
  consumerSecret: string
  accessToken: string
  accessSecret: string
  expiry: string
}
const nothing: Values = { consumerKey: '', consumerSecret: '', accessToken: '', accessSecret: '', expiry: '' }

const needed = (text: string) => (text.trim() ? null : t('field.required'))

type Props = { busy: boolean; onToken: (file: Blob) => void }

/** C20: the values of a decrypted token; they travel as the JSON that they come from. */
export function TokenByHand({ busy, onToken }: Props) {
  const form = useForm({
    initialValues: nothing,
    validate: {
      consumerKey: needed,
      consumerSecret: needed,
      accessToken: needed,
      accessSecret: needed,
      expiry: needed,
    },
  })
  return (
    <form onSubmit={form.onSubmit((values) => onToken(jsonOf(values)))} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('dep-account.token.by-hand.text')}
        </Text>
        <TextInput
          label={t('dep-account.token.consumer-key')}
          required
          autoComplete="off"
          {...form.getInputProps('consumerKey')}
        />
        <PasswordInput
          label={t('dep-account.token.consumer-secret')}
          required
          autoComplete="off"
          {...form.getInputProps('consumerSecret')}
        />
        <TextInput
          label={t('dep-account.token.access-token')}
          required
          autoComplete="off"
          {...form.getInputProps('accessToken')}
        />
        <PasswordInput
          label={t('dep-account.token.access-secret')}
          required
          autoComplete="off"
          {...form.getInputProps('accessSecret')}
        />
        <TextInput
          label={t('dep-account.token.expiry')}
          description={t('dep-account.token.expiry.hint')}
          required
          {...form.getInputProps('expiry')}
        />
        <Group>
          <Button type="submit" loading={busy}>
            {t('dep-account.token.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const jsonOf = ({ consumerKey, consumerSecret, accessToken, accessSecret, expiry }: Values): Blob =>
  new Blob([
    JSON.stringify({
      consumer_key: consumerKey.trim(),
      consumer_secret: consumerSecret.trim(),
      access_token: accessToken.trim(),
      access_secret: accessSecret.trim(),
      access_token_expiry: expiry.trim(),
    }),
  ])
