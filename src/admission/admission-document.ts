import { admissionTable, androidTable, linkTable } from './admission-rules.ts'

/** docs/admission.md as a whole. */
export const admissionDocument = (): string => `# How a device is decided on

Generated from src/admission by \`npm run generate\`. Do not edit.

Every attempt of a device to enroll is an *arrival*. One pure function, \`admit\` (src/admission/admit.ts), decides on it:
admit, challenge or refuse. It asks the rules below in this order until one stops the arrival, and each rule adds a step in
plain words with the facts that it saw. Arrivals are kept with their steps (\`GET /api/v1/arrivals\`), and
\`POST /api/v1/admission/what-if\` asks the same function without a device.

${admissionTable()}
An enrollment link names its record. These rules then take the place of those that find it, and the rules from *platform* on follow:

${linkTable()}
An Android agent (\`POST /android/v1/register\`) brings claims that nobody vouches for, and often the token of a bulk enrollment:

${androidTable()}
A rule *passes*, *notes* something that is worth knowing, or *stops* the arrival. Where the person at the device can do
something about it, the arrival is challenged: the web view of Setup Assistant (\`GET /apple/enroll\`) then shows the page that
asks for it, and each answer is an arrival again, with what was given as part of it (src/admission/answers.ts). A device that
asks without the web view (\`POST /apple/enroll\`) is answered as one that is refused, with words that say what is missing.

A key is the identifier of a record, \`identifier@unit\` with the unit of the settings, or the name of its user. Where the serial
number leaves few records, the code alone may do. That no record has the key and that the code is wrong is the same answer.

Identifiers are compared without their case and without blanks around them. Of an IMEI the first 14 digits count, of a MEID
the 14 hexadecimal ones, which its decimal form holds too. Of two IMEIs on either side one must match.

A restriction that a device cannot show when it arrives, such as its Wi-Fi address, is noted. It is checked when the device
answers \`DeviceInformation\`, before Setup Assistant is released; a device that fails then is let go, and its timeline says why.

The serial number in an arrival is a claim: Apple's signature proves that some Apple device said it, not which one. The
certificate that the device gets is for that serial number and UDID, and every later message must match both.
`
