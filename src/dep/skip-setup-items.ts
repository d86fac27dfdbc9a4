import type { z } from 'zod'
import type { SkipSetupItem } from '../contract/dep.ts'
import items from './skip-setup-items.json' with { type: 'json' }

/** The panes of Setup Assistant that a profile may skip, from Apple's skipkeys.yaml; the list is data, as Apple adds and removes keys. */
export const skipSetupItems: z.output<typeof SkipSetupItem>[] = items
