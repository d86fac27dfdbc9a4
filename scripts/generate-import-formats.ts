import { attributeName, isAttribute } from '../src/imports/fields.ts'
import type { Column, Format } from '../src/imports/format.ts'
import { formats } from '../src/imports/formats.ts'

/** docs/import-formats.md, from the files in src/imports/formats. */
export function generateImportFormats(): string {
  return [
    '<!-- Generated from src/imports/formats by "npm run generate". Do not edit. -->',
    '# Lists that can be imported',
    `A CSV file is recognized by its header, a list without one by what its records look like. What is recognized is shown before
anything is imported, with the first values of each column, and can be corrected by hand; a correction is remembered for the
next file with the same header. \`GET /api/v1/import-formats/{id}/sample.csv\` is a sample that imports as it is.`,
    `Upper and lower case, blanks, dashes, underscores and accents in the names of columns do not count, except in \`bizmobile\`,
where another spelling is read with a warning and refused by \`strict\`. A name that is nearly one of the format (two letters, in
short names one or none) is read as that one, with a warning. What is not recognized is named and not imported.
Columns with passwords are emptied before anything is stored, whatever they are called and whatever the format.`,
    `Lists of other products only add: a blank cell leaves what is there. In \`bizmobile\` it clears. Devices of lists that do not name
them are found by IMEI, MEID or serial number, and new ones are named after the first of these.`,
    [
      '| format | product | list | header | spelling confirmed |',
      '|---|---|---|---|---|',
      ...formats.map(row),
    ].join('\n'),
    ...formats.map(section),
    '',
  ].join('\n\n')
}

const row = ({ id, product, name, header, looks, confirmed }: Format): string =>
  `| [\`${id}\`](#${id}) | ${product} | ${name} | ${headerOf(header, looks !== undefined)} | ${confirmed ? 'yes' : 'no'} |`

const headerOf = (header: boolean, mayBeWithout: boolean) =>
  header ? (mayBeWithout ? 'with or without' : 'yes') : 'no'

function section(format: Format): string {
  const { id, description, refused, columns } = format
  if (refused) return `## ${id}\n\n${description} Not imported: ${refused}.`
  const table = ['| column | also called | becomes |', '|---|---|---|', ...columns.map(columnRow)].join('\n')
  return [`## ${id}`, description, table, ...notes(format)].join('\n\n')
}

const columnRow = ({ name, aliases, field, values }: Column): string =>
  `| ${cell(name)} | ${cell(aliases.join(', '))} | ${cell(fieldInWords(field) + valuesInWords(values))} |`

const fieldInWords = (field: string) =>
  isAttribute(field) ? `custom attribute \`${attributeName(field)}\`` : `\`${field}\``

/** By meaning: "ios for iphone, ipod". */
function valuesInWords(values: Record<string, string>): string {
  const meanings = Map.groupBy(Object.keys(values), (spelling) => values[spelling]!)
  const parts = [...meanings].map(
    ([value, spellings]) => `${value || 'nothing'} for ${spellings.map((text) => `"${text}"`).join(', ')}`,
  )
  return parts.length > 0 ? `: ${parts.join('; ')}` : ''
}

function notes({
  required,
  ignored,
  secret,
  attributePrefixes,
  others,
  defaults,
  clears,
  columns,
}: Format): string[] {
  const list = (names: readonly string[]) => names.join(', ')
  const preset = Object.entries(defaults).map(([field, value]) => `${field} ${value}`)
  return [
    `Recognized by: ${required.map((names) => names.join(' + ')).join(', or ')}.`,
    ...(others === 'attributes' ? ['Every further column becomes a custom attribute of its name.'] : []),
    ...(clears === undefined
      ? []
      : [
          `A cell of a custom attribute that says \`${clears}\` takes it away; the option \`clearMark\` names another mark. A text that is exactly that is written \`'${clears}\`.`,
        ]),
    ...(attributePrefixes.length > 0
      ? [
          `Columns that begin with ${attributePrefixes.map((prefix) => `"${prefix}"`).join(' or ')} become custom attributes.`,
        ]
      : []),
    ...(preset.length > 0 && columns.some(({ of }) => of === 'device')
      ? [`New devices, where the row does not say: ${list(preset)}.`]
      : []),
    ...(ignored.length > 0 ? [`Known and not imported: ${list(ignored)}.`] : []),
    ...(secret.length > 0 ? [`Dropped before anything is stored: ${list(secret)}.`] : []),
  ]
}

const cell = (text: string) => text.replaceAll('|', '\\|')
