import { NumberInput, SimpleGrid, Switch, Text } from '@mantine/core'
import { t } from '../../texts/t.ts'
import { type PasscodeNumber, passcodeNumbers } from '../passcode-values.ts'
import { columns, Part, type PolicyForm } from './form-parts.tsx'

const limits: Record<PasscodeNumber, [number, number]> = {
  minLength: [0, 16],
  minComplexCharacters: [0, 4],
  maxAgeDays: [0, 730],
  history: [1, 50],
  maxFailedAttempts: [2, 11],
  autoLockMinutes: [0, 15],
  graceMinutes: [0, 1440],
}

export const PasscodeFields = ({ form }: { form: PolicyForm }) => (
  <Part legend={t('policy.passcode')}>
    <Switch
      label={t('policy.passcode.required')}
      {...form.getInputProps('passcode.required', { type: 'checkbox' })}
    />
    <Switch
      label={t('policy.passcode.refuseSimple')}
      description={t('policy.passcode.refuseSimple.hint')}
      {...form.getInputProps('passcode.refuseSimple', { type: 'checkbox' })}
    />
    <Switch
      label={t('policy.passcode.requireAlphanumeric')}
      {...form.getInputProps('passcode.requireAlphanumeric', { type: 'checkbox' })}
    />
    <Text size="sm" c="dimmed">
      {t('policy.passcode.empty')}
    </Text>
    <SimpleGrid cols={columns}>
      {passcodeNumbers.map((name) => (
        <NumberInput
          key={name}
          label={t(`policy.passcode.${name}`)}
          description={t(`policy.passcode.${name}.hint`)}
          min={limits[name][0]}
          max={limits[name][1]}
          allowDecimal={false}
          {...form.getInputProps(`passcode.${name}`)}
        />
      ))}
    </SimpleGrid>
  </Part>
)
