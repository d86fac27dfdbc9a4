import { z } from 'zod'
import { SkipSetupItem } from '../contract/dep.ts'
import items from './skip-setup-items.json' with { type: 'json' }

/** The panes of Setup Assistant that a profile may skip, from Apple's skipkeys.yaml; the list is data, as Apple adds and removes keys. */
export const skipSetupItems: SkipSetupItem[] = z.array(SkipSetupItem).parse(items)

/**
 * What "skip all" sends. Panes that Apple deprecated or removed are still shown by the systems before that, and no key of the list is
 * known to be refused; those that no list of Apple's ever had are left out.
 */
export const allPanes: string[] = skipSetupItems
  .filter(({ status }) => status !== 'historical')
  .map(({ key }) => key)
