import { Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type NamedThing, NewNamedThing } from '../../src/contract/common.ts'
import { t } from '../texts/t.ts'
import { DeleteAct } from '../ui/delete-act.tsx'
import { FormActs } from '../ui/form-acts.tsx'
import { emptyToNull, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { changeThing, createThing, deleteThing, type ThingKind } from './thing-queries.ts'

type Props = {
  kind: ThingKind
  thing: NamedThing | undefined
  onClose: () => void
  /** Where the page of the thing itself is left then. */
  onDeleted?: () => void
}
type Values = { name: string; description: string }

const prepare = ({ name, description }: Values) => ({ name: name.trim(), ...emptyToNull({ description }) })

export function ThingDialog({ kind, thing, onClose, onDeleted }: Props) {
  const client = useQueryClient()
  const form = useForm<Values>({
    initialValues: { name: thing?.name ?? '', description: thing?.description ?? '' },
    validate: validateWith(NewNamedThing, prepare),
  })
  const finish = (text: string) => {
    notifyDone(text)
    onClose()
    return client.invalidateQueries({ queryKey: [kind] })
  }
  const save = useMutation({
    mutationFn: (values: Values) =>
      thing ? changeThing(kind, thing.id, prepare(values)) : createThing(kind, prepare(values)),
    onSuccess: ({ name }) => finish(t('thing.saved', { name })),
  })
  const remove = useMutation({
    mutationFn: (thing: NamedThing) => deleteThing(kind, thing.id),
    onSuccess: (_, { name }) => {
      onDeleted?.()
      return finish(t('thing.deleted', { name }))
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={thing ? t('thing.edit.title', { name: thing.name }) : t(`${kind}.add`)}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label={t('thing.name')} required data-autofocus {...form.getInputProps('name')} />
          <Textarea
            label={t('thing.description')}
            autosize
            minRows={2}
            {...form.getInputProps('description')}
          />
          <FormActs
            error={save.error}
            saving={save.isPending}
            onCancel={onClose}
            start={
              thing && (
                <DeleteAct
                  title={t('thing.delete.title', { name: thing.name })}
                  text={t('thing.delete.text')}
                  busy={remove.isPending}
                  error={remove.error}
                  onDelete={() => remove.mutate(thing)}
                />
              )
            }
          />
        </Stack>
      </form>
    </Modal>
  )
}
