import { deviceRules } from './device-rules.ts'
import { findingRules } from './finding-rules.ts'
import type { RuleDescription } from './judgment.ts'

/** Every rule in the order in which it is asked. */
export const admissionRules: readonly RuleDescription[] = [...findingRules, ...deviceRules]

/** The table in docs/admission.md. */
export function admissionTable(): string {
  const rows = admissionRules.map(({ name, asks, stops }, index) => {
    const reasons = Object.entries(stops).map(([reason, when]) => `\`${reason}\`: ${when}`)
    return `| ${index + 1} | ${name} | ${asks} | ${reasons.join('<br>')} |`
  })
  return ['| | rule | asks | stops with |', '| --: | --- | --- | --- |', ...rows, ''].join('\n')
}
