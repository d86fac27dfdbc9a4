import { paths } from './profile.ts'

/** Pages follow from the address that devices open; none of these is in a profile, so they may change. */
export const webPaths = {
  /** `configuration_web_url` of DEP profiles. */
  first: paths.enroll,
  answer: `${paths.enroll}/answer`,
  signOn: `${paths.enroll}/sign-on`,
}
