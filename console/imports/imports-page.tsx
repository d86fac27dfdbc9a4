import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Page } from '../ui/page.tsx'
import { FileStep } from './file-step.tsx'
import { FormatSamples } from './format-samples.tsx'
import { ImportHistory } from './import-history.tsx'
import { WizardSteps } from './wizard-steps.tsx'

/** The first step of a new import, and the imports there were. */
export function ImportsPage() {
  const can = useCan()
  return (
    <Page title={t('imports.title')} description={t('imports.description')}>
      {can('import:write') && (
        <>
          <WizardSteps current="file" />
          <FileStep />
          <FormatSamples />
        </>
      )}
      <ImportHistory />
    </Page>
  )
}
