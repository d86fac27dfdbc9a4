import { Asn1Error } from './asn1-error.ts'
import type { Asn1Node } from './asn1.ts'
import { tags } from './tags.ts'

/** Takes the members of a SEQUENCE one after the other, so that a structure is read as its definition is written. */
export type Fields = {
  /** The next member, which must have one of these tags, or any when none is named. */
  take: (...tags: number[]) => Asn1Node
  /** The next member if it has one of these tags. */
  optional: (...tags: number[]) => Asn1Node | undefined
  /** Throws if a member is left. */
  end: () => void
}

/** @throws {Asn1Error} if the node is not of type `tag`; so do the functions of the result. */
export function fields(node: Asn1Node, tag: number = tags.sequence): Fields {
  if (node.tag !== tag) throw new Asn1Error(`Type ${hex(tag)} was expected, not ${hex(node.tag)}`)
  let position = 0

  const optional = (...wanted: number[]): Asn1Node | undefined => {
    const next = node.children[position]
    if (!next || (wanted.length > 0 && !wanted.includes(next.tag))) return undefined
    position += 1
    return next
  }
  const take = (...wanted: number[]): Asn1Node => {
    const next = optional(...wanted)
    if (!next) throw new Asn1Error(`A member of type ${wanted.map(hex).join(' or ') || 'any'} is missing`)
    return next
  }
  const end = (): void => {
    if (position < node.children.length) throw new Asn1Error('There are too many members')
  }
  return { take, optional, end }
}

const hex = (tag: number): string => `0x${tag.toString(16)}`
