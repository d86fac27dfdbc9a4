import { InvalidArgumentError, Option, type Command } from 'commander'
import { acts, introductions } from '../simulator/lane-names.ts'

/** The options of `muster simulate device` for what is not everyday. */
export const addDeviceLanes = (command: Command): Command =>
  command
    .addOption(
      new Option('--scep-method <method>', 'how it asks for its certificate').choices(['GET', 'POST']),
    )
    .addOption(
      new Option('--scep-cipher <cipher>', 'what it encrypts that with').choices([
        'des',
        'des3',
        'aes128',
        'aes256',
      ]),
    )
    .addOption(
      new Option('--scep-digest <digest>', 'what it signs that with').choices(['sha1', 'sha256', 'sha512']),
    )
    .option('--scep-ber', 'and in BER without lengths, as Apple does')
    .addOption(
      new Option(
        '--introduction <how>',
        'how it introduces itself; the last three are attacks that the server has to refuse',
      ).choices(introductions),
    )
    .option('--clock-skew <minutes>', 'how far its clock is ahead; less than nothing: behind', minutes)
    .option('--slow <milliseconds>', 'everything that it sends takes longer', milliseconds)
    .option('--twice', 'everything that it sends, it sends twice at once')
    .addOption(
      new Option('--then <acts...>', 'what it does when it is enrolled, one after the other').choices(acts),
    )
    .addHelpText(
      'after',
      `
What the acts are:
  poll           asks for commands and does them
  renew          renews its certificate by itself
  rotate-token   gets another push token
  restore        is erased and restored from its own backup: the same certificate, another push token
  user           a user of it gets a channel of their own
  check-out      loses its enrollment profile and says so
  wipe           is erased, and nobody is told
  enroll         is switched on again`,
    )

const minutes = (text: string) => numberFrom(text, /^-?\d{1,6}$/)
const milliseconds = (text: string) => numberFrom(text, /^\d{1,5}$/)

function numberFrom(text: string, form: RegExp): number {
  if (!form.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
