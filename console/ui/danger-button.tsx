import { Button, type ButtonProps } from '@mantine/core'

type Props = ButtonProps & { onClick: () => void }

/** The quiet way to something destructive; what asks before it is loud. */
export const DangerButton = (props: Props) => (
  <Button variant="subtle" color="red" c="var(--mantine-color-error)" {...props} />
)
