import { Radio, Stack, Switch, TextInput } from '@mantine/core'
import { DepMethod } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'

export type DepValues = { depMethod: DepMethod | null; serial: string }

type Props = {
  values: DepValues
  onChange: (values: DepValues) => void
  serialError: string | undefined
  identifier: string
}

/** B3 to B8: the switch, the method, and the serial number only when the method is Serial. */
export const DepFields = ({ values, onChange, serialError, identifier }: Props) => (
  <Stack gap="md">
    <Switch
      label={t('device.dep.use')}
      checked={values.depMethod !== null}
      onChange={(event) => onChange({ ...values, depMethod: event.currentTarget.checked ? 'Serial' : null })}
    />
    {values.depMethod && (
      <Radio.Group
        label={t('device.dep.method')}
        description={t('device.dep.method.hint')}
        value={values.depMethod}
        onChange={(method) => onChange({ ...values, depMethod: DepMethod.parse(method) })}
      >
        <Stack gap="xs" mt="xs">
          {DepMethod.options.map((method) => (
            <Radio key={method} value={method} label={t(`dep-method.${method}`)} />
          ))}
        </Stack>
      </Radio.Group>
    )}
    {values.depMethod === 'Serial' && (
      <TextInput
        label={t('device.dep.serial')}
        description={t('device.dep.serial.hint')}
        required
        maw={360}
        value={values.serial}
        error={serialError}
        onChange={(event) => onChange({ ...values, serial: event.currentTarget.value })}
      />
    )}
    {values.depMethod === 'Keycode' && (
      <TextInput
        label={t('device.dep.key')}
        description={t('device.dep.key.hint')}
        readOnly
        maw={360}
        value={identifier}
      />
    )}
    {/* B11. In a tab of its own, so that nothing of the form is lost. */}
    <LinkAnchor to="/requests" target="_blank" size="sm">
      {t('device.dep.check-in')}
    </LinkAnchor>
  </Stack>
)
