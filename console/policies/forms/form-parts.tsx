import { Fieldset, Stack } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import type { PolicyValues } from '../policy-values.ts'

export type PolicyForm = UseFormReturnType<PolicyValues>

export const columns = { base: 1, sm: 2 }

export const Part = ({ legend, children }: { legend: string; children: ReactNode }) => (
  <Fieldset legend={legend} style={{ minWidth: 0 }}>
    <Stack gap="md">{children}</Stack>
  </Fieldset>
)
