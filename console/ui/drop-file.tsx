import { Stack, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'

type Props = {
  title: string
  hint: string
  /** Said when a file is too large or there is more than one. */
  refusal: string
  maxBytes: number
  busy?: boolean
  onFile: (file: File) => void
}

/** Takes one file, dropped or chosen; `title` is also its name for those who do not see it. */
export function DropFile({ title, hint, refusal, maxBytes, busy = false, onFile }: Props) {
  const [refused, setRefused] = useState(false)
  return (
    <>
      <Dropzone
        multiple={false}
        maxSize={maxBytes}
        loading={busy}
        onDrop={([file]) => {
          setRefused(false)
          if (file) onFile(file)
        }}
        onReject={() => setRefused(true)}
        inputProps={{ 'aria-label': title }}
        aria-label={title}
        p="xl"
      >
        <Stack align="center" gap={6} ta="center" style={{ pointerEvents: 'none' }}>
          <IconFileUpload size={34} stroke={1.4} aria-hidden color="var(--mantine-color-anchor)" />
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        </Stack>
      </Dropzone>
      <Text role="alert" c="red.8" size="sm">
        {refused && refusal}
      </Text>
    </>
  )
}
