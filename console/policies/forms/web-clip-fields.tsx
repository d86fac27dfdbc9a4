import { Button, Image, SimpleGrid, Switch, TextInput } from '@mantine/core'
import { t } from '../../texts/t.ts'
import { FileButtonField } from './file-button-field.tsx'
import { columns, Part, type PolicyForm } from './form-parts.tsx'

export const WebClipFields = ({ form }: { form: PolicyForm }) => (
  <Part legend={t('policy.web-clip')}>
    <SimpleGrid cols={columns}>
      <TextInput label={t('policy.web-clip.label')} required {...form.getInputProps('web-clip.label')} />
      <TextInput
        label={t('policy.web-clip.url')}
        type="url"
        required
        {...form.getInputProps('web-clip.url')}
      />
    </SimpleGrid>
    <IconField form={form} />
    <Switch
      label={t('policy.web-clip.removable')}
      {...form.getInputProps('web-clip.removable', { type: 'checkbox' })}
    />
    <Switch
      label={t('policy.web-clip.fullScreen')}
      description={t('policy.web-clip.fullScreen.hint')}
      {...form.getInputProps('web-clip.fullScreen', { type: 'checkbox' })}
    />
  </Part>
)

function IconField({ form }: { form: PolicyForm }) {
  const { icon, hasIcon, dropIcon } = form.values['web-clip']
  const isKept = hasIcon && !dropIcon
  const change = (icon: string, dropIcon: boolean) => {
    form.setFieldValue('web-clip.icon', icon)
    form.setFieldValue('web-clip.dropIcon', dropIcon)
  }
  return (
    <FileButtonField
      label={t('policy.web-clip.icon')}
      hint={t('policy.web-clip.icon.hint')}
      accept="image/png,.png"
      isChosen={icon !== ''}
      isKept={isKept}
      error={form.errors['web-clip.icon']}
      onFile={(base64) => change(base64, false)}
    >
      {icon && (
        <Image
          src={`data:image/png;base64,${icon}`}
          alt={t('policy.web-clip.icon')}
          w={48}
          h={48}
          fit="contain"
        />
      )}
      {(icon !== '' || isKept) && (
        <Button variant="subtle" size="xs" onClick={() => change('', true)}>
          {t('policy.web-clip.icon.drop')}
        </Button>
      )}
    </FileButtonField>
  )
}
