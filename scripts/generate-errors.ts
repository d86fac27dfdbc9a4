import { problems, problemType, type ProblemCode } from '../src/contract/problems.ts'

/** docs/errors.md, from the one list of problems, grouped by what they are about. */
export function generateErrors(): string {
  const codes = Object.keys(problems) as ProblemCode[]
  const groups = Map.groupBy(codes, (code) => code.split('.')[0]!)
  return [
    '<!-- Generated from src/contract/problems.ts by "npm run generate". Do not edit. -->',
    '# Errors',
    `Every error of the API is a problem of RFC 9457 (\`application/problem+json\`) with a stable \`code\`; programs decide by it and
never by a text. \`type\` is \`${problemType('internal').replace('internal', '<code>')}\`. A request that is not valid names every bad field in \`errors\`
(\`pointer\`, \`code\`, \`message\`). \`requestId\` finds the request in the log of the server.`,
    ...[...groups].map(([group, members]) => `## ${group}\n\n${table(members)}`),
    '',
  ].join('\n\n')
}

const table = (codes: ProblemCode[]): string =>
  ['| code | status | title | what to do |', '|---|---|---|---|', ...codes.map(row)].join('\n')

function row(code: ProblemCode): string {
  const { status, title, fix } = problems[code]
  return `| \`${code}\` | ${status} | ${cell(title)} | ${cell(fix)} |`
}

const cell = (text: string) => text.replaceAll('|', '\\|')
