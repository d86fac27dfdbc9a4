import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { depEnabledOptions } from '../dep/account-queries.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { focusFirst } from '../ui/form.ts'
import { DepFields } from './dep-fields.tsx'
import { CheckInFields, IdentityFields, PersonFields } from './device-form-fields.tsx'
import type { DeviceValues } from './device-form-values.ts'
import { isApple } from './device-words.ts'

export type DeviceForm = UseFormReturnType<DeviceValues>

type Props = {
  form: DeviceForm
  isNew: boolean
  busy: boolean
  error: unknown
  onSubmit: (values: DeviceValues) => void
  onCancel: () => void
}

/** One form for a new device and for a change; the DEP section is its last part (B2). */
export function DeviceFormView({ form, isNew, busy, error, onSubmit, onCancel }: Props) {
  const { platform, depMethod, serial, identifier } = form.values
  const { data: dep } = useQuery(depEnabledOptions)
  return (
    <form onSubmit={form.onSubmit(onSubmit, focusFirst(form))} noValidate>
      <Stack gap="md" maw={860}>
        <Fieldset legend={t('device.form.identity')}>
          <IdentityFields form={form} isNew={isNew} />
        </Fieldset>
        <Fieldset legend={t('device.form.person')}>
          <PersonFields form={form} />
        </Fieldset>
        <Fieldset legend={t('device.form.restrictions')}>
          <Text c="dimmed" size="sm" mb="sm">
            {t('device.form.restrictions.text')}
          </Text>
          <CheckInFields form={form} isNew={isNew} />
        </Fieldset>
        {isApple(platform) && (dep?.enabled || depMethod !== null) && (
          <Fieldset legend={t('device.dep')}>
            <DepFields
              values={{ depMethod, serial }}
              onChange={(values) => form.setValues(values)}
              serialError={typeof form.errors['serial'] === 'string' ? form.errors['serial'] : undefined}
              identifier={identifier}
            />
          </Fieldset>
        )}
        <ErrorMessage error={error} />
        <Group gap="xs">
          <Button type="submit" loading={busy}>
            {isNew ? t('devices.add') : t('act.save')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('act.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
