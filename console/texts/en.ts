import { activityTexts } from './en/activity.ts'
import { androidSettingsTexts } from './en/android-settings.ts'
import { androidGoogleTexts } from './en/android-google.ts'
import { arrivalTexts } from './en/arrivals.ts'
import { bulkTexts } from './en/bulk.ts'
import { commandTexts } from './en/commands.ts'
import { depTexts } from './en/dep.ts'
import { depAccountTexts } from './en/dep-account.ts'
import { depAssigningTexts } from './en/dep-assigning.ts'
import { depProfileTexts } from './en/dep-profile.ts'
import { depReconciliationTexts } from './en/dep-reconciliation.ts'
import { deviceCodeTexts } from './en/device-code.ts'
import { deviceTexts } from './en/devices.ts'
import { googleTexts } from './en/google.ts'
import { hostedAgentTexts } from './en/hosted-agents.ts'
import { importTexts } from './en/imports.ts'
import { kitTexts } from './en/kits.ts'
import { mailTexts } from './en/mails.ts'
import { managementTexts } from './en/management.ts'
import { policyTexts } from './en/policies.ts'
import { readinessTexts } from './en/readiness.ts'
import { pushTexts } from './en/push.ts'
import { reminderTexts } from './en/reminders.ts'
import { requestTexts } from './en/requests.ts'
import { sessionTexts } from './en/session.ts'
import { settingsTexts } from './en/settings.ts'
import { shellTexts } from './en/shell.ts'
import { signOnTexts } from './en/sign-on.ts'
import { statusTexts } from './en/status.ts'
import { thingTexts } from './en/things.ts'
import { userTexts } from './en/users.ts'

/** Every visible string of the console. A text is a sentence, or its two plural forms chosen by `count`. */
export const en = {
  ...shellTexts,
  ...statusTexts,
  ...sessionTexts,
  ...deviceTexts,
  ...deviceCodeTexts,
  ...commandTexts,
  ...userTexts,
  ...thingTexts,
  ...kitTexts,
  ...importTexts,
  ...arrivalTexts,
  ...depTexts,
  ...depAccountTexts,
  ...depAssigningTexts,
  ...depProfileTexts,
  ...depReconciliationTexts,
  ...managementTexts,
  ...policyTexts,
  ...pushTexts,
  ...activityTexts,
  ...mailTexts,
  ...readinessTexts,
  ...requestTexts,
  ...bulkTexts,
  ...hostedAgentTexts,
  ...androidGoogleTexts,
  ...reminderTexts,
  ...settingsTexts,
  ...signOnTexts,
  ...androidSettingsTexts,
  ...googleTexts,
} as const
