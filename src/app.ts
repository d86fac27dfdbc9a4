import type { FastifyInstance } from 'fastify'
import { adminRoutes } from './admins/admin-routes.ts'
import { apiTokenRoutes } from './admins/api-token-routes.ts'
import { auditRoutes } from './admins/audit-routes.ts'
import { storeBuiltInRoles } from './admins/built-in-roles.ts'
import { registerHousekeeping } from './admins/housekeeping-jobs.ts'
import { identifyBy } from './admins/identify.ts'
import { sessionRoutes } from './admins/session-routes.ts'
import { admissionRoutes } from './admission/admission-routes.ts'
import { agentRoutes } from './android/agent/agent-routes.ts'
import { agentUsers } from './android/code/agent-users.ts'
import { agentSessionRoutes } from './android/agent/agent-session-routes.ts'
import { agentTokenRoutes } from './android/agent/agent-token-routes.ts'
import { androidCommandRoutes } from './android/commands/android-command-routes.ts'
import { precheckRoutes } from './android/agent/precheck-routes.ts'
import { bulkDeviceRoutes } from './android/bulk/bulk-device-routes.ts'
import { bulkEnrollmentRoutes } from './android/bulk/bulk-enrollment-routes.ts'
import { codeSettingsRoutes } from './android/code/code-settings-routes.ts'
import { configurationRoutes } from './android/code/configuration-routes.ts'
import { deviceCodeRoutes } from './android/code/device-code-routes.ts'
import { registerAppleJobs } from './apple/apple-jobs.ts'
import { appleRoutes } from './apple/apple-routes.ts'
import { webViewFlow, webViewRoutes } from './apple/web-view-routes.ts'
import type { IdentityMeans } from './apple/device-identity.ts'
import { managementRoutes } from './apple/management-routes.ts'
import { authoritiesOf } from './apple/authority.ts'
import { pushTargets } from './apple/push-targets.ts'
import { reinstaller } from './apple/reinstall-profile.ts'
import { returnProfiler } from './apple/return-profile.ts'
import { refusalGauge } from './apple/refusal-gauge.ts'
import { refusalLog, type RefusalLog } from './apple/refusal-log.ts'
import type { AnswerListener } from './commands/answer-listener.ts'
import { registerCommandJobs } from './commands/command-jobs.ts'
import { commandRoutes } from './commands/command-routes.ts'
import { registerDepJobs } from './dep/dep-jobs.ts'
import { depRoutes } from './dep/dep-routes.ts'
import { differenceGauge } from './dep/reconciliation/difference-gauge.ts'
import { healSyncs } from './dep/heal-syncs.ts'
import { tokenGauge } from './dep/token-gauge.ts'
import { checkInDevices } from './devices/check-in-device.ts'
import { deviceRoutes } from './devices/device-routes.ts'
import { registerExpiringJobs } from './expiring/expiring-jobs.ts'
import { expiringRoutes } from './expiring/expiring-routes.ts'
import { expiryNotices } from './expiring/expiry-notices.ts'
import { exportRoutes } from './imports/export-routes.ts'
import { healImports } from './imports/heal-imports.ts'
import { registerImportJobs } from './imports/import-jobs.ts'
import { googleActs } from './google/google-acts.ts'
import { registerGoogleJobs } from './google/google-jobs.ts'
import { googleRoutes } from './google/google-routes.ts'
import { realGoogle, type GoogleUrls } from './google/google-urls.ts'
import { hostedAgentRoutes } from './hosted-agents/hosted-agent-routes.ts'
import { headwindRoutes } from './headwind/headwind-routes.ts'
import { headwindSettingsRoutes } from './headwind/headwind-settings-routes.ts'
import { importRoutes } from './imports/import-routes.ts'
import { ivantiRoutes } from './ivanti/ivanti-routes.ts'
import { registerMailJobs } from './mail/mail-jobs.ts'
import { mailGauge } from './mail/mail-gauge.ts'
import { mailRoutes } from './mail/mail-routes.ts'
import { undoRoutes } from './imports/undo-routes.ts'
import { unlistedRoutes } from './imports/unlisted-routes.ts'
import { now, type Clock } from './platform/clock.ts'
import { openDatabase, type Connection } from './platform/db/database.ts'
import { migrate } from './platform/db/migrate.ts'
import { listenForEvents } from './platform/events/live.ts'
import { consoleRoutes } from './platform/http/console-routes.ts'
import { liveStreamRoutes } from './platform/http/live-stream.ts'
import { openApiRoutes } from './platform/http/openapi-routes.ts'
import { operationsRoutes } from './platform/http/operations-routes.ts'
import { createServer, type TlsFiles } from './platform/http/server.ts'
import { jobRoutes } from './platform/jobs/job-routes.ts'
import { createJobs } from './platform/jobs/jobs.ts'
import type { Log } from './platform/log/log.ts'
import type { MailDefaults } from './platform/mail/mail-server.ts'
import type { Platform } from './platform/platform.ts'
import { appleDeviceCa, readTrustAnchors } from './protocol/mdm/apple-device-ca.ts'
import { readinessRoutes } from './readiness/readiness-routes.ts'
import { readyCondition } from './readiness/ready-condition.ts'
import { loadSurroundings } from './readiness/surroundings.ts'
import { policyAnswers } from './policies/policy-answers.ts'
import { registerPolicyJobs } from './policies/policy-jobs.ts'
import { policyRoutes } from './policies/policy-routes.ts'
import { createSecrets } from './platform/secrets/secrets.ts'
import { pushGauges } from './push/push-gauge.ts'
import { registerPushJobs } from './push/push-jobs.ts'
import { pushRoutes } from './push/push-routes.ts'
import { pushSender } from './push/push-sender.ts'
import type { Sending } from './push/send-pushes.ts'
import { requestLinks } from './requests/request-links.ts'
import { takeOwnDevice } from './requests/take-own-device.ts'
import { linkFlow, linkRoutes } from './requests/link-routes.ts'
import { registerRequestJobs } from './requests/request-jobs.ts'
import { requestRoutes } from './requests/request-routes.ts'
import { refuseMergingAliases } from './devices/shared-maker.ts'
import { settingsRoutes } from './settings/settings-routes.ts'
import { signOnRoutes } from './sign-on/sign-on-routes.ts'
import { oidcReturnRoutes } from './sign-on/oidc-return-routes.ts'
import { userRoutes } from './users/user-routes.ts'

export type AppOptions = {
  connection: Connection
  secretKey: Buffer
  log: Log
  /** The public address; a function, since a test knows its port only after listening. */
  publicUrl: () => string
  depUrl: string
  /** PEM text of further trust anchors for MachineInfo, beside Apple's device CA. */
  appleDeviceCa?: string | undefined
  /** Apple's push service unless given. */
  apnsUrl?: string | undefined
  /** PEM text of the authority of a simulated push service. */
  apnsCa?: string | undefined
  /** Google's services unless given. */
  google?: GoogleUrls | undefined
  /** Where mails go when the settings say nothing. */
  mail?: MailDefaults | undefined
  role?: 'all' | 'web' | 'worker'
  tls?: TlsFiles | undefined
  trustedProxies?: string | undefined
  /** How devices may prove who they are, beside the signature that profiles ask for. */
  deviceIdentity?: IdentityMeans | undefined
  clock?: Clock
}

export type App = { server: FastifyInstance; platform: Platform; stop(): Promise<void> }

export const appleApnsUrl = 'https://api.push.apple.com'

const migrations = new URL('../migrations', import.meta.url).pathname

/** The only wiring: every part is made here and given what it needs. */
export async function createApp(options: AppOptions): Promise<App> {
  const { connection, secretKey, log, publicUrl, role = 'all' } = options
  const { db, pool, close } = openDatabase(connection)
  const applied = await migrate(pool, migrations)
  if (applied.length > 0) log.info({ migrations: applied }, 'database migrated')
  await storeBuiltInRoles(db)

  const live = await listenForEvents(connection, log)
  const jobs = createJobs(connection, log, { work: role !== 'web' })
  const secrets = createSecrets([secretKey])
  const platform: Platform = {
    db,
    pool,
    secrets,
    jobs,
    live,
    log,
    clock: options.clock ?? now,
    publicUrl,
    fetch: globalThis.fetch,
    mail: options.mail ?? { server: null, from: null },
  }

  await healImports(platform)
  const { apnsUrl = appleApnsUrl, apnsCa } = options
  const sender = pushSender(platform, { apnsUrl, apnsCa })
  const pushing = { platform, sender, targets: pushTargets(platform) }

  const refusals = refusalLog(platform)
  let stopping = false
  const identify = identifyBy(db)
  const { tls, trustedProxies } = options
  const server = await createServer({ log, db, secrets, identify, publicUrl, tls, trustedProxies })
  operationsRoutes(server, {
    db,
    identify,
    ready: () => !stopping,
    gauges: [
      mailGauge(db),
      differenceGauge(db),
      tokenGauge(db, platform.clock),
      refusalGauge(refusals),
      ...pushGauges(db, platform.clock, pushing),
    ],
  })
  if (role !== 'worker') {
    liveStreamRoutes(server, platform)
    await addFeatures(server, platform, { ...options, pushing, refusals })
    await openApiRoutes(server)
    await consoleRoutes(server)
  }
  registerJobs(platform, { ...options, pushing })
  await jobs.start()
  if (role !== 'web') await healSyncs(platform)

  return {
    server,
    platform,
    async stop() {
      stopping = true
      await server.close()
      await jobs.stop()
      sender.close()
      await refusals.flush()
      await live.close()
      await close()
    },
  }
}

/** Rooms that want to know what becomes of their commands, by the beginning of the keys of these. */
const answerListeners: AnswerListener[] = [policyAnswers]

type Wiring = AppOptions & { pushing: Sending }
type Serving = Wiring & { refusals: RefusalLog }

async function addFeatures(server: FastifyInstance, platform: Platform, options: Serving): Promise<void> {
  sessionRoutes(server, platform)
  adminRoutes(server, platform)
  apiTokenRoutes(server, platform)
  auditRoutes(server, platform)
  settingsRoutes(server, platform, refuseMergingAliases)
  userRoutes(server, platform)
  signOnRoutes(server, platform)
  const readiness = { isReady: async () => readyCondition(await loadSurroundings(platform)) }
  deviceRoutes(server, platform, readiness)
  policyRoutes(server, platform)
  readinessRoutes(server, platform)
  depRoutes(server, platform, options)
  expiringRoutes(server, platform)
  admissionRoutes(server, platform)
  importRoutes(server, platform)
  mailRoutes(server, platform)
  requestRoutes(server, platform)
  linkRoutes(server, platform)
  exportRoutes(server, platform, readiness)
  undoRoutes(server, platform)
  const { refusals, deviceIdentity: identity } = options
  const anchors = anchorsOf(options)
  webViewRoutes(server, platform, { anchors })
  oidcReturnRoutes(server, platform, [webViewFlow(platform, { anchors }), linkFlow(platform)])
  appleRoutes(server, platform, {
    anchors: anchorsOf(options),
    answerListeners,
    refusals,
    identity,
  })
  managementRoutes(server, platform, refusals)
  const authorities = authoritiesOf(platform)
  const profiles = {
    reinstall: reinstaller(platform, authorities),
    returnProfile: returnProfiler(platform, authorities),
  }
  commandRoutes(server, platform, { listeners: answerListeners, profiles })
  pushRoutes(server, options.pushing)
  agentRoutes(server, platform, { onOwnDevice: takeOwnDevice })
  precheckRoutes(server, platform)
  agentSessionRoutes(server, platform)
  agentTokenRoutes(server, platform)
  androidCommandRoutes(server, platform, googleActs(platform))
  bulkEnrollmentRoutes(server, platform)
  bulkDeviceRoutes(server, platform)
  unlistedRoutes(server, platform)
  ivantiRoutes(server, platform)
  configurationRoutes(server, platform)
  hostedAgentRoutes(server, platform, { usersOf: agentUsers })
  codeSettingsRoutes(server, platform)
  deviceCodeRoutes(server, platform)
  headwindSettingsRoutes(server, platform)
  headwindRoutes(server, platform)
  googleRoutes(server, platform, options.google ?? realGoogle)
  jobRoutes(server, platform)
}

const anchorsOf = ({ appleDeviceCa: further }: AppOptions) => [
  appleDeviceCa,
  ...(further ? readTrustAnchors(further) : []),
]

const mailParts = (platform: Platform) => ({
  devices: checkInDevices(platform),
  notices: expiryNotices(platform),
  links: requestLinks(platform),
})

function registerJobs(platform: Platform, { depUrl, pushing, google = realGoogle }: Wiring): void {
  registerHousekeeping(platform)
  registerDepJobs(platform, { depUrl })
  registerMailJobs(platform, mailParts(platform))
  registerRequestJobs(platform)
  registerExpiringJobs(platform)
  registerImportJobs(platform)
  registerPushJobs(pushing)
  registerCommandJobs(platform)
  const authorities = authoritiesOf(platform)
  registerPolicyJobs({ platform, signer: async () => (await authorities()).profileSigner })
  registerAppleJobs(platform)
  registerGoogleJobs(platform, google)
}
