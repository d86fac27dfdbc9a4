/** Where agents call. */
export const agentPaths = {
  precheck: '/android/v1/precheck',
  register: '/android/v1/register',
  login: '/android/v1/login',
  code: '/android/v1/code',
  policy: '/android/v1/policy',
  report: '/android/v1/report',
} as const
