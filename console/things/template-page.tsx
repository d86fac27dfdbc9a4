import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Template } from '../../src/contract/policy.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { templateOptions } from './kit-queries.ts'
import { TemplateForm } from './template-form.tsx'
import { ThingDialog } from './thing-dialog.tsx'

/** A template: the kit that a device gets with it. */
export function TemplatePage() {
  const { id } = useParams({ from: '/shell/templates/$id' })
  const can = useCan()
  const { data, error, isPending, refetch } = useQuery(templateOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={data.name}
      {...(data.description && { description: data.description })}
      actions={can('device:write') && <EditName template={data} />}
    >
      {can('device:write') ? <Contents template={data} /> : <Facts template={data} />}
    </Page>
  )
}

function EditName({ template }: { template: Template }) {
  const navigate = useNavigate()
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('group.edit')}
      </Button>
      {opened && (
        <ThingDialog
          kind="templates"
          thing={template}
          onClose={dialog.close}
          onDeleted={() => void navigate({ to: '/templates' })}
        />
      )}
    </>
  )
}

/** The form stands for itself: what is stored is in its fields. */
function Contents({ template }: { template: Template }) {
  const [saved, setSaved] = useState(0)
  return <TemplateForm key={saved} template={template} onSaved={() => setSaved(saved + 1)} />
}

const Facts = ({ template }: { template: Template }) => (
  <FactGroup title={t('template.contents')}>
    {(['tags', 'groups'] as const).map((name) => (
      <Fact key={name} label={t(`template.${name}`)}>
        {template[name].join(', ')}
      </Fact>
    ))}
    <Fact label={t('template.policies')}>
      {template.policies.map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <LinkAnchor to="/policies" search={{ q: name }}>
            {name}
          </LinkAnchor>
        </span>
      ))}
    </Fact>
    <Fact label={t('template.deviceName')}>{template.deviceName ?? t('template.deviceName.none')}</Fact>
    <Fact label={t('template.devices')}>{formatNumber(template.uses)}</Fact>
  </FactGroup>
)
