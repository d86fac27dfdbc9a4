import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isProblem } from './api-error.ts'

/** `onSignedOut` is called when a page's request finds that the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const check = (error: Error) => {
    if (isProblem(error, 'session.required')) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({
      // The session's own query is asked by the guard of the shell, which knows where to go.
      onError: (error, { queryKey }) => {
        if (queryKey[0] !== 'session') check(error)
      },
    }),
    mutationCache: new MutationCache({ onError: check }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Asking again helps when the network failed, not when the server gave its answer.
        retry: (failures, error) => failures < 2 && error instanceof TypeError,
      },
    },
  })
}
