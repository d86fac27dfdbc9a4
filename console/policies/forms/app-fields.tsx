import { Radio, Stack, Switch, TextInput } from '@mantine/core'
import { t } from '../../texts/t.ts'
import { Part, type PolicyForm } from './form-parts.tsx'

export const AppFields = ({ form }: { form: PolicyForm }) => (
  <Part legend={t('policy.app')}>
    <Radio.Group label={t('policy.app.from')} {...form.getInputProps('app.from')}>
      <Stack gap="xs" mt="xs">
        <Radio value="app-store" label={t('policy.app.from.app-store')} />
        <Radio value="manifest" label={t('policy.app.from.manifest')} />
      </Stack>
    </Radio.Group>
    {form.values.app.from === 'app-store' ? (
      <TextInput
        label={t('policy.app.appId')}
        description={t('policy.app.appId.hint')}
        required
        inputMode="numeric"
        maw={360}
        {...form.getInputProps('app.appId')}
      />
    ) : (
      <TextInput label={t('policy.app.url')} type="url" required {...form.getInputProps('app.url')} />
    )}
    <TextInput
      label={t('policy.app.bundleId')}
      description={t('policy.app.bundleId.hint')}
      maw={480}
      {...form.getInputProps('app.bundleId')}
    />
    <Switch
      label={t('policy.app.removeWithEnrollment')}
      {...form.getInputProps('app.removeWithEnrollment', { type: 'checkbox' })}
    />
    <Switch
      label={t('policy.app.keepOutOfBackups')}
      {...form.getInputProps('app.keepOutOfBackups', { type: 'checkbox' })}
    />
  </Part>
)
