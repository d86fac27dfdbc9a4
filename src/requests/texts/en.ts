import type { LinkTexts } from '../link-texts.ts'

const ask = 'Ask the help desk for a new link.'

export const en: LinkTexts = {
  gone: {
    unknown: {
      title: 'This link is not known',
      advice: `Look whether all of it was copied. If it was, ask the help desk for a new one.`,
    },
    expired: { title: 'The time of this link is over', advice: ask },
    revoked: { title: 'This link was withdrawn', advice: ask },
    replaced: {
      title: 'There is a newer link',
      advice: 'Use the link of the last message that you got.',
    },
    used: {
      title: 'This link was used',
      advice: 'Its device is set up. If that was not you, tell the help desk at once.',
    },
    'too-many': {
      title: 'Too many links that are not known',
      advice: 'Wait a quarter of an hour, then try again.',
    },
    'page-expired': { title: 'This page was open for too long', advice: 'Open the link again.' },
  },
  elsewhere: {
    title: 'Open this link on the device',
    lead: (device) => `It sets up ${device}. This seems to be something else.`,
    scan: 'Scan this code with the camera of the device, or open the link there.',
    here: 'This is the device',
  },
  elsewhereMac: 'On the Mac, open the link in Safari.',
  switchOn: {
    title: 'Switch the device on',
    lead: (device) => `${device} is set up by switching it on. There is nothing to install from here.`,
    steps: [
      'Switch the device on, or erase it first if it was in use.',
      'Choose a language and a Wi-Fi network.',
      'Follow what it shows. Type what the message told you when it asks.',
    ],
    key: 'Key',
    seen: 'I have read this',
  },
  otherKind: {
    title: 'This link is for an iPhone, an iPad or a Mac',
    advice: 'The device on record is of another kind. Ask the help desk how to set it up.',
  },
  own: {
    title: 'Set up your device',
    lead: (name) => `${name} invites you to set up a device of yours. Open this page on that device.`,
    which: 'Which device is this?',
    phone: 'iPhone',
    tablet: 'iPad',
    mac: 'Mac',
    submit: 'Continue',
  },
  install: {
    title: 'Install the profile',
    lead: 'The profile lets your organization set up and manage this device.',
    download: 'Download the profile',
    phone: 'On iPhone and iPad',
    phoneSteps: [
      'Download the profile and allow it.',
      'Open Settings and tap “Profile Downloaded”. Without it: General, VPN & Device Management.',
      'Tap Install and enter the passcode of the device.',
      'Tap Install again, then Trust.',
    ],
    mac: 'On a Mac',
    macSteps: [
      'Download the profile.',
      'Open System Settings, then General, Device Management. In older systems: Privacy & Security, Profiles.',
      'Double-click the profile and choose Install.',
      'Enter the password of the Mac.',
    ],
    again: 'If the download does not begin in another browser, open the link in Safari.',
  },
  android: {
    choice: 'Android phone or tablet',
    instead: 'My device runs Android',
    title: 'Set up the Android device',
    lead: (device) => `The QR code of this page sets up ${device}. That device scans it from another screen.`,
    leadOwn:
      'The QR code of this page sets up an Android device of yours. That device scans it from another screen.',
    before: 'Show the code when the device is at hand, and to nobody else: it is a key to your organization.',
    show: 'Show the code',
    picture: 'QR code for the set-up of the device',
    steps: [
      'Open this page on a computer or on another phone.',
      'Switch the device on. If it was in use, reset it first: all that is on it is lost.',
      'Tap its first screen six times in the same place.',
      'Choose a Wi-Fi network if it asks for one, and scan this code.',
      'Follow what it shows.',
    ],
    nothing: 'There is nothing to type.',
    login: 'When it asks, sign in with your user name and password.',
    code: 'When it asks, type this key, and the code that you were given.',
    others: 'Answer what it asks.',
    short: 'This code is',
    until: 'It can be used until',
  },
  device: 'Device',
}
