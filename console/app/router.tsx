import { Notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { PageSkeleton } from '../ui/page.tsx'
import { parseAddress, stringifyAddress } from './address.ts'
import { FailedPage, NotFoundPage } from './failed-page.tsx'
import * as filters from './filters.ts'
import { requireFirstRun, requireSession } from './guards.ts'

/** Notices stand inside of the router: they may link to what they tell of. */
const Root = () => (
  <>
    <Outlet />
    <Notifications position="bottom-right" />
  </>
)
const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Root })
const under = <P extends string>(path: P) => ({ getParentRoute: () => shell, path }) as const

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: filters.signInSearch,
  component: lazyRouteComponent(() => import('../session/sign-in-page.tsx'), 'SignInPage'),
})
const firstRun = createRoute({
  getParentRoute: () => root,
  path: '/first-run',
  beforeLoad: ({ context }) => requireFirstRun(context.client),
  component: lazyRouteComponent(() => import('../session/first-run-page.tsx'), 'FirstRunPage'),
})
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ context, location }) => requireSession(context.client, location.href),
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
})

const today = createRoute({
  ...under('/'),
  component: lazyRouteComponent(() => import('../today/today-page.tsx'), 'TodayPage'),
})

const devices = createRoute({
  ...under('/devices'),
  validateSearch: filters.deviceFilters,
  component: lazyRouteComponent(() => import('../devices/devices-page.tsx'), 'DevicesPage'),
})
const newDevice = createRoute({
  ...under('/devices/new'),
  validateSearch: filters.newDeviceSearch,
  component: lazyRouteComponent(() => import('../devices/new-device-page.tsx'), 'NewDevicePage'),
})
const device = createRoute({
  ...under('/devices/$id'),
  component: lazyRouteComponent(() => import('../devices/device-page.tsx'), 'DevicePage'),
})
const editDevice = createRoute({
  ...under('/devices/$id/edit'),
  component: lazyRouteComponent(() => import('../devices/edit-device-page.tsx'), 'EditDevicePage'),
})
const tags = createRoute({
  ...under('/tags'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../things/thing-pages.tsx'), 'TagsPage'),
})
const groups = createRoute({
  ...under('/groups'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../things/thing-pages.tsx'), 'GroupsPage'),
})
const templates = createRoute({
  ...under('/templates'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../things/thing-pages.tsx'), 'TemplatesPage'),
})
const organizations = createRoute({
  ...under('/organizations'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../things/thing-pages.tsx'), 'OrganizationsPage'),
})

const users = createRoute({
  ...under('/users'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../users/users-page.tsx'), 'UsersPage'),
})
const user = createRoute({
  ...under('/users/$id'),
  component: lazyRouteComponent(() => import('../users/user-page.tsx'), 'UserPage'),
})

const imports = createRoute({
  ...under('/imports'),
  component: lazyRouteComponent(() => import('../imports/imports-page.tsx'), 'ImportsPage'),
})
const importPage = createRoute({
  ...under('/imports/$id'),
  validateSearch: filters.importSearch,
  component: lazyRouteComponent(() => import('../imports/import-page.tsx'), 'ImportPage'),
})
const requests = createRoute({
  ...under('/requests'),
  validateSearch: filters.requestFilters,
  component: lazyRouteComponent(() => import('../requests/requests-page.tsx'), 'RequestsPage'),
})
const newRequest = createRoute({
  ...under('/requests/new'),
  validateSearch: filters.newRequestSearch,
  component: lazyRouteComponent(() => import('../requests/new-request-page.tsx'), 'NewRequestPage'),
})
const requestSheets = createRoute({
  ...under('/requests/sheets'),
  component: lazyRouteComponent(() => import('../requests/sheets-page.tsx'), 'SheetsPage'),
})
const bulks = createRoute({
  ...under('/bulk'),
  validateSearch: filters.searchOnly,
  component: lazyRouteComponent(() => import('../bulk/list/bulks-page.tsx'), 'BulksPage'),
})
const newBulk = createRoute({
  ...under('/bulk/new'),
  component: lazyRouteComponent(() => import('../bulk/setup/new-bulk-page.tsx'), 'NewBulkPage'),
})
const hostedAgents = createRoute({
  ...under('/agents'),
  component: lazyRouteComponent(() => import('../bulk/agents/agents-page.tsx'), 'AgentsPage'),
})
const bulk = createRoute({
  ...under('/bulk/$id'),
  validateSearch: filters.bulkDeviceFilters,
  component: lazyRouteComponent(() => import('../bulk/page/bulk-page.tsx'), 'BulkPage'),
})
const bulkSetup = createRoute({
  ...under('/bulk/$id/setup'),
  validateSearch: filters.bulkSetupSearch,
  component: lazyRouteComponent(() => import('../bulk/setup/setup-page.tsx'), 'BulkSetupPage'),
})
const bulkConfiguration = createRoute({
  ...under('/bulk/$id/configuration'),
  component: lazyRouteComponent(
    () => import('../bulk/configuration/configuration-page.tsx'),
    'ConfigurationPage',
  ),
})
const bulkSheet = createRoute({
  ...under('/bulk/$id/sheet'),
  component: lazyRouteComponent(() => import('../bulk/code/bulk-sheet-page.tsx'), 'BulkSheetPage'),
})
const bulkGoogle = createRoute({
  ...under('/bulk/$id/google'),
  component: lazyRouteComponent(() => import('../google/google-sheet-page.tsx'), 'GoogleSheetPage'),
})
const googleDevices = createRoute({
  ...under('/google/devices'),
  validateSearch: filters.googleDeviceFilters,
  component: lazyRouteComponent(() => import('../google/google-devices-page.tsx'), 'GoogleDevicesPage'),
})
const zeroTouch = createRoute({
  ...under('/google/zero-touch'),
  validateSearch: filters.zeroTouchSearch,
  component: lazyRouteComponent(() => import('../google/zero-touch-page.tsx'), 'ZeroTouchPage'),
})
const handover = createRoute({
  ...under('/handover'),
  component: lazyRouteComponent(() => import('../bulk/code/handover-page.tsx'), 'HandoverPage'),
})
const mails = createRoute({
  ...under('/mails'),
  validateSearch: filters.mailFilters,
  component: lazyRouteComponent(() => import('../mails/mails-page.tsx'), 'MailsPage'),
})
const arrivals = createRoute({
  ...under('/arrivals'),
  validateSearch: filters.arrivalFilters,
  component: lazyRouteComponent(() => import('../arrivals/arrivals-page.tsx'), 'ArrivalsPage'),
})
const whatIf = createRoute({
  ...under('/what-if'),
  validateSearch: filters.whatIfSearch,
  component: lazyRouteComponent(() => import('../arrivals/what-if-page.tsx'), 'WhatIfPage'),
})

const depAccounts = createRoute({
  ...under('/dep/accounts'),
  component: lazyRouteComponent(() => import('../dep/accounts-page.tsx'), 'DepAccountsPage'),
})
const depAccount = createRoute({
  ...under('/dep/accounts/$id'),
  component: lazyRouteComponent(() => import('../dep/account-page.tsx'), 'DepAccountPage'),
})
const depDevices = createRoute({
  ...under('/dep/devices'),
  validateSearch: filters.depDeviceFilters,
  component: lazyRouteComponent(() => import('../dep/dep-devices-page.tsx'), 'DepDevicesPage'),
})
const depAssignments = createRoute({
  ...under('/dep/assignments'),
  validateSearch: filters.depAssignmentFilters,
  component: lazyRouteComponent(() => import('../dep/assigning/assignments-page.tsx'), 'DepAssignmentsPage'),
})
const depRules = createRoute({
  ...under('/dep/rules'),
  validateSearch: filters.depRulesSearch,
  component: lazyRouteComponent(() => import('../dep/rules/rules-page.tsx'), 'DepRulesPage'),
})
const depProfiles = createRoute({
  ...under('/dep/profiles'),
  validateSearch: filters.depProfileFilters,
  component: lazyRouteComponent(() => import('../dep/profiles-page.tsx'), 'DepProfilesPage'),
})
const depReconciliations = createRoute({
  ...under('/dep/reconciliation'),
  component: lazyRouteComponent(() => import('../dep/reconciliations-page.tsx'), 'DepReconciliationsPage'),
})
const depReconciliation = createRoute({
  ...under('/dep/reconciliation/$id'),
  validateSearch: filters.differenceFilters,
  component: lazyRouteComponent(() => import('../dep/reconciliation-page.tsx'), 'DepReconciliationPage'),
})
const newDepProfile = createRoute({
  ...under('/dep/profiles/new'),
  component: lazyRouteComponent(() => import('../dep/new-profile-page.tsx'), 'NewDepProfilePage'),
})
const reviseDepProfile = createRoute({
  ...under('/dep/profiles/$id/revise'),
  component: lazyRouteComponent(() => import('../dep/revise-profile-page.tsx'), 'ReviseProfilePage'),
})
const depRevision = createRoute({
  ...under('/dep/revisions/$id'),
  validateSearch: filters.depRevisionFilters,
  component: lazyRouteComponent(() => import('../dep/revision-page.tsx'), 'DepRevisionPage'),
})
const depProfile = createRoute({
  ...under('/dep/profiles/$id'),
  component: lazyRouteComponent(() => import('../dep/profile-page.tsx'), 'DepProfilePage'),
})

const pushCertificate = createRoute({
  ...under('/push-certificate'),
  component: lazyRouteComponent(() => import('../push/push-page.tsx'), 'PushCertificatePage'),
})

const policies = createRoute({
  ...under('/policies'),
  validateSearch: filters.policyFilters,
  component: lazyRouteComponent(() => import('../policies/policies-page.tsx'), 'PoliciesPage'),
})
const newPolicy = createRoute({
  ...under('/policies/new'),
  validateSearch: filters.newPolicySearch,
  component: lazyRouteComponent(() => import('../policies/new-policy-page.tsx'), 'NewPolicyPage'),
})
const policy = createRoute({
  ...under('/policies/$id'),
  component: lazyRouteComponent(() => import('../policies/policy-page.tsx'), 'PolicyPage'),
})
const editPolicy = createRoute({
  ...under('/policies/$id/edit'),
  component: lazyRouteComponent(() => import('../policies/edit-policy-page.tsx'), 'EditPolicyPage'),
})
const group = createRoute({
  ...under('/groups/$id'),
  component: lazyRouteComponent(() => import('../things/group-page.tsx'), 'GroupPage'),
})
const template = createRoute({
  ...under('/templates/$id'),
  component: lazyRouteComponent(() => import('../things/template-page.tsx'), 'TemplatePage'),
})

const audit = createRoute({
  ...under('/activity/audit'),
  validateSearch: filters.auditFilters,
  component: lazyRouteComponent(() => import('../activity/audit-page.tsx'), 'AuditPage'),
})
const refused = createRoute({
  ...under('/activity/refused'),
  component: lazyRouteComponent(() => import('../management/refused-page.tsx'), 'RefusedPage'),
})
const jobs = createRoute({
  ...under('/activity/jobs'),
  validateSearch: filters.jobFilters,
  component: lazyRouteComponent(() => import('../activity/jobs-page.tsx'), 'JobsPage'),
})
const enrollmentSettings = createRoute({
  ...under('/settings/enrollment'),
  component: lazyRouteComponent(() => import('../settings/enrollment-page.tsx'), 'EnrollmentSettingsPage'),
})
const mailSettings = createRoute({
  ...under('/settings/mail'),
  component: lazyRouteComponent(() => import('../settings/mail-page.tsx'), 'MailSettingsPage'),
})
const androidSettings = createRoute({
  ...under('/settings/android'),
  component: lazyRouteComponent(() => import('../settings/android-page.tsx'), 'AndroidSettingsPage'),
})
const authenticationSettings = createRoute({
  ...under('/settings/authentication'),
  component: lazyRouteComponent(() => import('../settings/authentication-page.tsx'), 'AuthenticationPage'),
})
const admins = createRoute({
  ...under('/settings/admins'),
  component: lazyRouteComponent(() => import('../settings/admins-page.tsx'), 'AdminsPage'),
})
const roles = createRoute({
  ...under('/settings/roles'),
  component: lazyRouteComponent(() => import('../settings/roles-page.tsx'), 'RolesPage'),
})
const apiTokens = createRoute({
  ...under('/settings/api-tokens'),
  component: lazyRouteComponent(() => import('../settings/api-tokens-page.tsx'), 'ApiTokensPage'),
})

const routeTree = root.addChildren([
  signIn,
  firstRun,
  shell.addChildren([
    today,
    devices,
    newDevice,
    device,
    editDevice,
    tags,
    groups,
    templates,
    users,
    user,
    organizations,
    imports,
    importPage,
    requests,
    newRequest,
    requestSheets,
    bulks,
    newBulk,
    hostedAgents,
    bulk,
    bulkSetup,
    bulkConfiguration,
    bulkSheet,
    bulkGoogle,
    googleDevices,
    zeroTouch,
    handover,
    mails,
    arrivals,
    whatIf,
    depAccounts,
    depAccount,
    depDevices,
    depAssignments,
    depRules,
    depReconciliations,
    depReconciliation,
    depProfiles,
    reviseDepProfile,
    depRevision,
    newDepProfile,
    depProfile,
    pushCertificate,
    policies,
    newPolicy,
    policy,
    editPolicy,
    group,
    template,
    audit,
    refused,
    jobs,
    enrollmentSettings,
    mailSettings,
    authenticationSettings,
    androidSettings,
    admins,
    roles,
    apiTokens,
  ]),
])

export const createConsoleRouter = (client: QueryClient) =>
  createRouter({
    routeTree,
    context: { client },
    parseSearch: parseAddress,
    stringifySearch: stringifyAddress,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: NotFoundPage,
  })

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter
  }
}

/** Addresses that need nothing but themselves. */
export type PagePath = Exclude<keyof ConsoleRouter['routesByPath'], `${string}$${string}`>
