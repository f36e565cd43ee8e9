import { identityOf } from '../../domain/client.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import {
  lineImport,
  type ImportLine,
  type ImportLineDependencies,
  type ImportOutcome,
  type InvitationLine,
} from './import-line.ts'

/** A line of an import file: an invitation, or a description of its fault. */
type ReadLine = InvitationLine | { readonly line: number; readonly fault: string }

/** The rest of the file is not read; `ended` is a sentence that says why. */
export interface ImportEnd {
  readonly ended: string
}

export type FileLine = ReadLine | ImportEnd

export type ImportResult = { readonly line: number } & ImportOutcome

/** Counts of lines for each outcome, all zero. */
export const noLines = (): Record<ImportOutcome['outcome'], number> => ({
  created: 0,
  would_create: 0,
  exists: 0,
  invalid: 0,
  failed: 0,
})

interface Dependencies extends ImportLineDependencies {
  readonly log: Log
}

/** A line whose result has not been yielded yet. */
interface UnderWay {
  readonly line: ReadLine
  readonly result: Promise<ImportResult>
}

const isDuplicate = (line: InvitationLine, other: ReadLine): boolean =>
  'invitation' in other && identityOf(line.invitation) === identityOf(other.invitation)

async function* settled(underWay: UnderWay[]): AsyncGenerator<ImportResult> {
  for (const { result } of underWay.splice(0)) yield await result
}

/** Number of lines processed concurrently, so that database round trips overlap. */
const AT_ONCE = 4

/** So many invalid lines are no slips, but the wrong file: the import ends. */
const MOST_INVALID = 1000

const TOO_MANY: ImportEnd = {
  ended: `The import ended after ${MOST_INVALID} invalid lines: correct what they have in common, and import the file again.`,
}

/**
 * Invites the clients of a file and yields one result for each line, in order; a last one if the rest of the file is not
 * read. A faulty line does not stop the others. Importing the same file again is safe, because existing clients are not
 * changed.
 */
export function importClients({ log, ...dependencies }: Dependencies) {
  const takeFor = lineImport(dependencies)

  return async function* (
    lines: AsyncIterable<FileLine>,
    { dryRun }: { readonly dryRun: boolean },
    actor: Actor,
  ): AsyncGenerator<ImportResult | ImportEnd> {
    const underWay: UnderWay[] = []
    const take = takeFor({ dryRun })
    let invalid = 0
    try {
      for await (const line of lines) {
        if ('ended' in line) {
          yield* settled(underWay)
          yield line
          return
        }
        underWay.push({ line, result: resultOf(line, take, underWay, actor) })
        if (underWay.length < AT_ONCE) continue
        const result = await underWay.shift()?.result
        if (result === undefined) continue
        yield result
        if (result.outcome === 'invalid') invalid += 1
        if (invalid === MOST_INVALID) {
          yield* settled(underWay)
          yield TOO_MANY
          return
        }
      }
    } catch (error) {
      // The links of what was created are shown only now.
      yield* settled(underWay)
      throw error
    }
    yield* settled(underWay)
  }

  async function resultOf(
    line: ReadLine,
    take: ImportLine,
    underWay: readonly UnderWay[],
    actor: Actor,
  ): Promise<ImportResult> {
    if ('fault' in line) return { line: line.line, outcome: 'invalid', fault: line.fault }
    try {
      // Of two lines with one client, the first one creates it.
      await underWay.findLast((other) => isDuplicate(line, other.line))?.result
      return { line: line.line, ...(await take(line, actor)) }
    } catch (error) {
      log.error({ line: line.line, requestId: actor.requestId, err: error }, 'a line could not be imported')
      return { line: line.line, outcome: 'failed' }
    }
  }
}
