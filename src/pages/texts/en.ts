import type { Texts } from '../texts.ts'

const again = 'Go back and begin the set-up of the device again.'
const call = 'Ask the help desk, and tell them the code below.'

export const en: Texts = {
  continue: 'Continue',
  terms: { title: 'Terms of use', accept: 'Accept and continue' },
  login: {
    title: 'Sign in',
    lead: 'Sign in with your account to set up this device.',
    userName: 'User name',
    password: 'Password',
    submit: 'Sign in',
    with: (label) => `Sign in with ${label}`,
    or: 'or',
  },
  code: {
    title: 'Key and code',
    lead: 'Type the key and the code that you were given for this device.',
    key: 'Key',
    keyHint: 'The name of the device, such as IPAD-01, or your user name.',
    keyMaybe: 'The name of the device, such as IPAD-01. You can leave it empty.',
    code: 'Code',
    submit: 'Continue',
  },
  ownership: {
    title: 'Whose device is this?',
    lead: 'Choose what is true for this device.',
    personal: 'It is mine',
    personalHint: 'I bought it myself.',
    corporate: 'It belongs to my organization',
    corporateHint: 'I was given it to use.',
  },
  refused: {
    'identity-unverified': { title: 'This device cannot prove what it is', advice: call },
    'unknown-device': { title: 'This device is not on the list of your organization', advice: call },
    'ambiguous-device': {
      title: 'This device is on the list of your organization more than once',
      advice: call,
    },
    withdrawn: { title: 'This device was taken out of service', advice: call },
    expired: {
      title: 'The time to set up this device is over',
      advice: 'Ask the help desk for more time, and tell them the code below.',
    },
    'wrong-channel': { title: 'This device is not to be set up in this way', advice: call },
    'restriction-failed': { title: 'This is not the device that your organization expects', advice: call },
    'wrong-platform': {
      title: 'This device is not of the kind that your organization expects',
      advice: call,
    },
    'page-expired': { title: 'This page was open for too long', advice: again },
    'page-used': { title: 'This page was used already', advice: again },
    'page-foreign': { title: 'This page was made for another device', advice: again },
    'page-damaged': { title: 'This page cannot be read', advice: again },
    'not-a-device': {
      title: 'This page is for devices that are being set up',
      advice: 'There is nothing to do here in a browser. Switch on the device and follow what it shows.',
    },
    'sign-on-unavailable': {
      title: 'Nobody can sign in at the moment',
      advice: 'Try again later, or ask the help desk.',
    },
    busy: { title: 'The server could not answer', advice: 'Try again in a minute.' },
  },
  faults: {
    'wrong-code': 'The key and the code do not fit. Look at both and type them again.',
    'ambiguous-code': 'This code is in use for more than one device. Type the key or your user name too.',
    'wrong-login': 'The user name or the password is wrong. Try again.',
    'unknown-user': 'You are signed in, but you are not on the list of people here. Ask the help desk.',
    'wrong-user': 'This device is meant for somebody else. Only this person can sign in on it.',
    'sign-on-unavailable': 'The server for sign-in does not answer. Try again in a minute.',
    'sign-on-failed': 'The sign-in was not completed. Try again.',
    missing: 'Fill in every field.',
  },
  plainName: (name) => `Type your user name without the part from the @ on: ${name}`,
  wait: (seconds) =>
    seconds < 90
      ? `Too many wrong tries. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`
      : `Too many wrong tries. Try again in ${Math.ceil(seconds / 60)} minutes.`,
  help: {
    ask: 'Need help? Ask the help desk of your organization.',
    contact: (support) => `Help desk: ${support}`,
    shortCode: 'Code for the help desk',
  },
}
