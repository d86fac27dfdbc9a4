/** Where agents of Headwind MDM call (android.md 3.3), with an empty project. */
export const headwindPaths = {
  configuration: '/rest/public/sync/configuration/:number',
  info: '/rest/public/sync/info',
  polling: '/rest/notification/polling/:number',
  logRules: '/rest/plugins/devicelog/log/rules/:number',
  log: '/rest/plugins/devicelog/log/list/:number',
  reset: '/rest/plugins/devicereset/public/:number',
  reboot: '/rest/plugins/devicereset/public/reboot/:number',
  password: '/rest/plugins/devicereset/public/password/:number',
} as const
