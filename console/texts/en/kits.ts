/** Groups and templates, and what they give. */
export const kitTexts = {
  'group.members': 'Devices',
  'group.members.count': { one: '{count} device', other: '{count} devices' },
  'group.policies': 'Policies',
  'group.policies.empty': 'No policy is given to this group.',
  'group.edit': 'Name and description',
  'group.change': 'Add or remove devices',
  'group.change.add': 'Add devices',
  'group.change.remove': 'Remove devices',
  'group.change.which': 'Which devices',
  'group.change.search': 'Name, serial number, user …',
  'group.change.nobody': 'Say which devices: nothing chosen would be all.',
  'group.change.preview': '{matched} devices are meant; {changed} change, {enrolled} of them enrolled.',
  'group.change.preview.enrolled': 'Enrolled devices get or lose policies soon.',
  'group.change.show': 'Show what happens',
  'group.change.act.add': { one: 'Add {count} device', other: 'Add {count} devices' },
  'group.change.act.remove': { one: 'Remove {count} device', other: 'Remove {count} devices' },
  'group.changed': { one: '{count} device is changed.', other: '{count} devices are changed.' },

  'template.contents': 'What is in it',
  'template.tags': 'Tags',
  'template.groups': 'Groups',
  'template.policies': 'Policies',
  'template.deviceName': 'Name of the device',
  'template.deviceName.hint':
    'For supervised devices. {places} are filled in; empty: the device keeps its name.',
  'template.deviceName.none': 'As it is',
  'template.devices': 'Devices',
  'template.touch': {
    one: '{count} device has this template: what is added goes to it.',
    other: '{count} devices have this template: what is added goes to them.',
  },
} as const
