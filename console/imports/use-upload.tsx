import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import type { GivenMapping } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { changeDraft, draftOf, settleDraft } from './file-draft.ts'
import { importOptions, uploadImport, type UploadOptions } from './import-queries.ts'

type Change = {
  options?: Partial<UploadOptions>
  mapping?: GivenMapping | undefined
}

/** Where the import is looked at once it is read, when it is not the page of imports. */
type Place = { path: string; open: (id: string) => unknown }

/** Sends the chosen file of a draft, and opens its import once it is read, if one is still waiting for it. */
export function useUpload(draftId: string, place?: Place): (change?: Change) => void {
  const client = useQueryClient()
  const navigate = useNavigate()
  const router = useRouter()
  const { mutate } = useMutation({
    mutationKey: ['import-upload', draftId],
    mutationFn: () => {
      const { file, options, mapping } = draftOf(draftId)
      if (!file) throw new Error('no file is chosen')
      return uploadImport({ file, options, mapping }, (sent) => changeDraft(draftId, { sent }))
    },
    onError: (error) => changeDraft(draftId, { error, sent: undefined }),
    onSuccess: (created) => {
      const { id, fileName } = created
      settleDraft(draftId, id)
      client.setQueryData(importOptions(id).queryKey, created)
      void client.invalidateQueries({ queryKey: ['import', 'list'] })
      const { pathname } = router.state.location
      if (place && pathname === place.path) return place.open(id)
      if (pathname.startsWith('/imports')) return navigate({ to: '/imports/$id', params: { id } })
      notifyDone(
        <LinkAnchor to="/imports/$id" params={{ id }}>
          {t('imports.planned', { name: fileName })}
        </LinkAnchor>,
      )
      return undefined
    },
  })
  return ({ options, mapping } = {}) => {
    const draft = draftOf(draftId)
    if (draft.sent !== undefined) return
    changeDraft(draftId, {
      options: { ...draft.options, ...options },
      mapping,
      sent: 0,
      error: undefined,
    })
    mutate()
  }
}
