import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import type { Import } from '../../src/contract/import.ts'
import { isProblem } from '../api/api-error.ts'
import { type ApplyChoice, toRequest } from './apply-choice.ts'
import { followImport, notifyApplied, readAgain } from './follow-import.tsx'
import { applyImport } from './import-queries.ts'

/** Applies once, whatever is pressed how often, and goes on to the result; elsewhere a notice tells of it. */
export function useApply(of: Import) {
  const client = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate()
  const mutationKey = ['import-apply', of.id]
  const { mutate, ...mutation } = useMutation({
    mutationKey,
    mutationFn: async (choice: ApplyChoice) =>
      followImport(client, await applyImport(of.id, toRequest(of, choice))),
    onSuccess: async (applied) => {
      // The result stands at the top of the page.
      scrollTo({ top: 0 })
      notifyApplied(applied, router.state.location.pathname)
      await readAgain(client)
    },
    onError: async (error) => {
      await readAgain(client)
      // The new plan has to be looked at; its first message says what is different.
      if (isProblem(error, 'import.plan-outdated') && router.state.location.pathname === `/imports/${of.id}`)
        void navigate({ to: '/imports/$id', params: { id: of.id }, search: { step: 'check' } })
    },
  })
  const apply = (choice: ApplyChoice) => {
    if (client.isMutating({ mutationKey }) === 0) mutate(choice)
  }
  return { ...mutation, apply }
}
