import type { Ask } from '../../domain/ask.ts'
import { reasonOf } from './requirement-errors.ts'
import { subjectOf } from './requirement-words.ts'

/** One requirement of an account, as either generation reports it. */
export interface Requirement {
  /** Stripe's name: an entry of `currently_due` in v1, the `description` of an entry in v2. */
  readonly name: string
  readonly from: Ask['from']
  readonly due: Ask['due']
  readonly by?: Date | undefined
  /** Stripe's codes for what was wrong with what the client sent. */
  readonly errors?: readonly string[] | undefined
}

/** A choice: all of `provide` does instead of all of `insteadOf`. Both are Stripe's names. */
export interface Alternative {
  readonly insteadOf: readonly string[]
  readonly provide: readonly string[]
}

/**
 * The asks that follow from requirements, the most urgent first, those of the client before those of Stripe. Stripe names
 * every field, so what has the same words is one ask: as urgent as its most urgent field, with the reasons of all.
 */
export function asksOf(requirements: readonly Requirement[], alternatives: readonly Alternative[] = []): Ask[] {
  const groups = Map.groupBy(requirements, ({ name, from }) => `${from} ${subjectOf(name)}`)
  const asks = [...groups.values()].map((group) => askOf(group, alternatives))
  return asks.toSorted((one, other) => urgency(one) - urgency(other))
}

/** `group`: at least one requirement; all have the same words and come from the same side. */
function askOf(group: readonly Requirement[], alternatives: readonly Alternative[]): Ask {
  const [first] = group.toSorted((one, other) => urgency(one) - urgency(other) || time(one) - time(other))
  if (first === undefined) throw new Error('an ask has no requirement')
  const { from, due, by } = first
  const error = unique(group.flatMap(({ errors = [] }) => errors.map(reasonOf))).join(' ')
  return { what: inWords(group, alternatives), from, due, ...(by && { by }), ...(error !== '' && { error }) }
}

/** Between a subject and what can be provided instead. */
export const JOINTS = { orInstead: ', or instead ', or: ', or ', and: ' and ' } as const

/** The words of a group, with what can be provided instead. */
function inWords(group: readonly Requirement[], alternatives: readonly Alternative[]): string {
  const what = subjectOf(group[0]?.name ?? '')
  const instead = alternatives
    .filter(({ insteadOf }) => group.some(({ name }) => insteadOf.includes(name)))
    .map(({ provide }) => unique(provide.map(subjectOf)).map(uncapitalized).join(JOINTS.and))
  const others = unique(instead).filter((other) => other !== uncapitalized(what))
  return others.length === 0 ? what : `${what}${JOINTS.orInstead}${others.join(JOINTS.or)}`
}

const URGENCY: readonly Ask['due'][] = ['overdue', 'now', 'later']

const urgency = ({ from, due }: Pick<Requirement, 'from' | 'due'>): number =>
  URGENCY.indexOf(due) + (from === 'client' ? 0 : URGENCY.length)

const time = ({ by }: Requirement): number => by?.getTime() ?? Number.MAX_VALUE

const unique = (words: readonly string[]): string[] => [...new Set(words)]

export const uncapitalized = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)
