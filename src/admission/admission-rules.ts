import { androidDeviceRules } from './android-device-rules.ts'
import { androidRules } from './android-rules.ts'
import { deviceRules } from './device-rules.ts'
import { findingRules } from './finding-rules.ts'
import { linkRules } from './link-rules.ts'
import type { RuleDescription } from './judgment.ts'

/** Every rule in the order in which it is asked. */
export const admissionRules: readonly RuleDescription[] = [...findingRules, ...deviceRules]

/** Those of every way. */
export const allRules: readonly RuleDescription[] = [
  ...admissionRules,
  ...linkRules,
  ...androidRules,
  ...androidDeviceRules,
]

/** The rules that find the record of an arrival by an enrollment link; those on the record are the same as on every way. */
export const linkTable = (): string => tableOf(linkRules)

/** The rules on an Android device. */
export const androidTable = (): string => tableOf([...androidRules, ...androidDeviceRules])

/** The table in docs/admission.md. */
export const admissionTable = (): string => tableOf(admissionRules)

function tableOf(rules: readonly RuleDescription[]): string {
  const rows = rules.map(({ name, asks, stops }, index) => {
    const reasons = Object.entries(stops).map(([reason, when]) => `\`${reason}\`: ${when}`)
    return `| ${index + 1} | ${name} | ${asks} | ${reasons.join('<br>')} |`
  })
  return ['| | rule | asks | stops with |', '| --: | --- | --- | --- |', ...rows, ''].join('\n')
}
