import { useDebouncedValue } from '@mantine/hooks'
import { skipToken, useQuery } from '@tanstack/react-query'
import { type Draft, sentOf } from './rules-draft.ts'
import { rulesPreviewOptions } from './rules-queries.ts'

/** Counted a moment after the last change, as it looks at every device of the account. */
export function useRulesPreview(accountId: string, draft: Draft, isValid: boolean) {
  const [settled] = useDebouncedValue(JSON.stringify(sentOf(draft)), 400)
  const options = rulesPreviewOptions(accountId, JSON.parse(settled) as ReturnType<typeof sentOf>)
  return useQuery({ ...options, queryFn: isValid ? options.queryFn! : skipToken })
}
