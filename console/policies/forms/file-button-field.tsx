import { Button, FileButton, Group, Input, Stack, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { t } from '../../texts/t.ts'
import { base64Of } from '../file-text.ts'

type Props = {
  label: string
  hint: string
  accept: string
  isChosen: boolean
  /** One is stored, and stays unless another is chosen. */
  isKept: boolean
  error: ReactNode
  onFile: (base64: string) => void
  /** Beside the button. */
  children?: ReactNode
}

/** A field that is a small file: what is there, and the button that chooses another. */
export function FileButtonField({ label, hint, accept, isChosen, isKept, error, onFile, children }: Props) {
  const [name, setName] = useState('')
  const take = (file: File | null) => {
    if (!file) return
    setName(file.name)
    void base64Of(file).then(onFile)
  }
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Input.Label component="div">{label}</Input.Label>
      <Input.Description>{hint}</Input.Description>
      <Group gap="xs">
        <FileButton onChange={take} accept={accept} inputProps={{ 'aria-label': label }}>
          {(button) => (
            <Button
              {...button}
              variant="default"
              size="xs"
              leftSection={<IconUpload size={14} aria-hidden />}
            >
              {t('policy.file.choose')}
            </Button>
          )}
        </FileButton>
        {children}
        <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
          {isChosen ? name : isKept && t('policy.certificate.kept')}
        </Text>
      </Group>
      {error && <Input.Error>{error}</Input.Error>}
    </Stack>
  )
}
