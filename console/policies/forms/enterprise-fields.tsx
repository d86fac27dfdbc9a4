import { Checkbox, Group, PasswordInput, Select, SimpleGrid, TagsInput, TextInput } from '@mantine/core'
import { t } from '../../texts/t.ts'
import { eapTypes, ttlsInners } from '../wifi-values.ts'
import { AuthorityField } from './authority-field.tsx'
import { FileButtonField } from './file-button-field.tsx'
import { columns, Part, type PolicyForm } from './form-parts.tsx'

/** 802.1X: how devices sign on, and whom they trust. */
export function EnterpriseFields({ form }: { form: PolicyForm }) {
  const { enterprise } = form.values.wifi
  const has = (type: (typeof eapTypes)[number]) => enterprise.eapTypes.includes(type)
  return (
    <Part legend={t('policy.wifi.enterprise')}>
      <Checkbox.Group
        label={t('policy.wifi.eapTypes')}
        required
        {...form.getInputProps('wifi.enterprise.eapTypes')}
      >
        <Group gap="md" mt="xs">
          {eapTypes.map((value) => (
            <Checkbox key={value} value={value} label={t(`policy.eap.${value}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <SimpleGrid cols={columns}>
        <TextInput
          label={t('policy.wifi.userName')}
          description={t('policy.wifi.userName.hint')}
          autoComplete="off"
          {...form.getInputProps('wifi.enterprise.userName')}
        />
        <PasswordInput
          label={t('policy.wifi.password')}
          description={enterprise.hasPassword ? t('policy.secret.keep') : t('policy.wifi.userName.hint')}
          autoComplete="new-password"
          {...form.getInputProps('wifi.enterprise.password')}
        />
        <TextInput
          label={t('policy.wifi.outerIdentity')}
          description={t('policy.wifi.outerIdentity.hint')}
          autoComplete="off"
          {...form.getInputProps('wifi.enterprise.outerIdentity')}
        />
        {has('ttls') && (
          <Select
            label={t('policy.wifi.ttlsInner')}
            description={t('policy.wifi.ttlsInner.hint')}
            data={[...ttlsInners]}
            clearable
            clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('policy.wifi.ttlsInner') }) }}
            {...form.getInputProps('wifi.enterprise.ttlsInner')}
          />
        )}
      </SimpleGrid>
      <TagsInput
        label={t('policy.wifi.trustedServerNames')}
        description={t('policy.wifi.trustedServerNames.hint')}
        acceptValueOnBlur
        {...form.getInputProps('wifi.enterprise.trustedServerNames')}
      />
      <AuthorityField form={form} />
      {has('tls') && <IdentityField form={form} />}
    </Part>
  )
}

const IdentityField = ({ form }: { form: PolicyForm }) => (
  <SimpleGrid cols={columns}>
    <FileButtonField
      label={t('policy.wifi.identity')}
      hint={t('policy.wifi.identity.hint')}
      accept=".p12,.pfx"
      isChosen={form.values.wifi.enterprise.identity !== ''}
      isKept={form.values.wifi.enterprise.hasIdentity}
      error={form.errors['wifi.enterprise.identity']}
      onFile={(base64) => form.setFieldValue('wifi.enterprise.identity', base64)}
    />
    <PasswordInput
      label={t('policy.wifi.identityPassword')}
      autoComplete="new-password"
      {...form.getInputProps('wifi.enterprise.identityPassword')}
    />
  </SimpleGrid>
)
