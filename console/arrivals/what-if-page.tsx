import { Button, Grid, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { z } from 'zod'
import { Channel, WhatIf, type WhatIfAnswer } from '../../src/contract/arrival.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { validateWith, withoutEmpty } from '../ui/form.ts'
import { Page } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { askWhatIf } from './arrival-queries.ts'
import { BulkSelect } from '../bulk/bulk-select.tsx'
import { DecisionSteps } from './decision-steps.tsx'

const blank = {
  channel: 'ade' as Channel,
  bulkEnrollmentId: null as string | null,
  serial: '',
  udid: '',
  imei: '',
  manufacturer: '',
  brand: '',
  product: '',
  osVersion: '',
}
type Values = typeof blank

const questionOf = ({ channel, bulkEnrollmentId, ...claimed }: Values) => ({
  channel,
  claimed: withoutEmpty(claimed),
  ...(channel === 'android' && { bulkEnrollmentId }),
})
const validate = (values: Values) =>
  values.serial.trim() || values.udid.trim() || values.imei.trim()
    ? validateWith(WhatIf, questionOf)(values)
    : { serial: t('what-if.needs-one') }

const channels = Channel.options.map((value) => ({ value, label: t(`channel.${value}`) }))

export function WhatIfPage() {
  const { serial = '' } = useSearch({ from: '/shell/what-if' })
  const form = useForm<Values>({ initialValues: { ...blank, serial }, validate })
  const question = useMutation({ mutationFn: askWhatIf })
  return (
    <Page title={t('what-if.title')} description={t('what-if.description')}>
      <Grid>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Paper withBorder p="md" component="section">
            <Title order={2} mb="sm">
              {t('what-if.form')}
            </Title>
            <form onSubmit={form.onSubmit((values) => question.mutate(questionOf(values)))} noValidate>
              <Stack gap="sm">
                <Select
                  label={t('arrival.channel')}
                  data={channels}
                  allowDeselect={false}
                  {...form.getInputProps('channel')}
                />
                {form.values.channel === 'android' && (
                  <BulkSelect {...form.getInputProps('bulkEnrollmentId')} />
                )}
                <TextInput label={t('device.serial')} {...form.getInputProps('serial')} />
                <TextInput label={t('device.udid')} {...form.getInputProps('udid')} />
                <TextInput label={t('device.imei')} {...form.getInputProps('imei')} />
                <TextInput label={t('device.manufacturer')} {...form.getInputProps('manufacturer')} />
                {form.values.channel === 'android' && (
                  <TextInput label={t('arrival.brand')} {...form.getInputProps('brand')} />
                )}
                <TextInput
                  label={t('what-if.product')}
                  description={t('what-if.product.hint')}
                  {...form.getInputProps('product')}
                />
                <TextInput label={t('arrival.os')} {...form.getInputProps('osVersion')} />
                <Group>
                  <Button type="submit" loading={question.isPending}>
                    {t('what-if.act')}
                  </Button>
                </Group>
              </Stack>
            </form>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Paper withBorder p="md" component="section" aria-live="polite">
            <Title order={2} mb="sm">
              {t('what-if.answer')}
            </Title>
            <ErrorMessage error={question.error} />
            {question.data ? (
              <Answer answer={question.data} />
            ) : (
              <Text c="dimmed">{t('what-if.answer.none')}</Text>
            )}
          </Paper>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const Answer = ({ answer }: { answer: z.infer<typeof WhatIfAnswer> }) => (
  <Stack gap="md">
    <Group gap="xs">
      <Status kind="outcome" state={answer.outcome} />
      <Text>{t(`reason.${answer.reason}`)}</Text>
      {answer.deviceIdentifier && <Text className="identifier">{answer.deviceIdentifier}</Text>}
      {answer.userName && <Text c="dimmed">{answer.userName}</Text>}
    </Group>
    <Text>{answer.summary}</Text>
    <DecisionSteps steps={answer.steps} />
  </Stack>
)
