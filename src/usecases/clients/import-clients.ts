import { identityOf } from '../../domain/client.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import { lineImport, type ImportLine, type ImportLineDependencies } from './import-line.ts'
import type { ImportOptions, ImportOutcome, InvitationLine } from './import-outcome.ts'

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
  adopted: 0,
  would_create: 0,
  would_adopt: 0,
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

/** Whether two lines are about one client, or one account. */
function isDuplicate({ invitation }: InvitationLine, other: ReadLine): boolean {
  if (!('invitation' in other)) return false
  const { accountId } = invitation
  const isSameAccount = accountId !== undefined && accountId === other.invitation.accountId
  return isSameAccount || identityOf(invitation) === identityOf(other.invitation)
}

async function* settled(underWay: UnderWay[]): AsyncGenerator<ImportResult> {
  for (const { result } of underWay.splice(0)) yield await result
}

/**
 * How much is under way at the same time. Four lines that only use the database: their round trips overlap, and they leave
 * connections to others. Or eight that wait for the provider, whose adapter paces its calls.
 */
const AT_ONCE = 8

function weightOf(line: ReadLine): number {
  return 'invitation' in line && line.invitation.accountId !== undefined ? 1 : 2
}

const weightOfAll = (underWay: readonly UnderWay[]): number =>
  underWay.reduce((total, { line }) => total + weightOf(line), 0)

/** So many invalid lines are no slips, but the wrong file: the import ends. */
const MOST_INVALID = 1000

const TOO_MANY: ImportEnd = {
  ended: `The import ended after ${MOST_INVALID} invalid lines: correct what they have in common, and import the file again.`,
}

/** So many lines in a row that the provider failed for are an outage: the rest of the file would only wait for it. */
const MOST_FAILED = 20

const OUTAGE: ImportEnd = {
  ended: `The import ended because the accounts of ${MOST_FAILED} lines in a row could not be fetched: import the file again later.`,
}

/** Why the import ends after this result, if it does. */
function patience() {
  let [invalid, failed] = [0, 0]
  return (result: ImportResult): ImportEnd | undefined => {
    if (result.outcome === 'invalid') invalid += 1
    failed = result.outcome === 'failed' && result.cause === 'provider' ? failed + 1 : 0
    if (invalid === MOST_INVALID) return TOO_MANY
    return failed === MOST_FAILED ? OUTAGE : undefined
  }
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
    options: ImportOptions,
    actor: Actor,
  ): AsyncGenerator<ImportResult | ImportEnd> {
    const underWay: UnderWay[] = []
    const take = takeFor(options)
    const watch = patience()
    try {
      for await (const line of lines) {
        if ('ended' in line) {
          yield* settled(underWay)
          yield line
          return
        }
        underWay.push({ line, result: resultOf(line, take, underWay, actor) })
        while (weightOfAll(underWay) >= AT_ONCE) {
          const [oldest] = underWay.splice(0, 1)
          if (oldest === undefined) break
          const result = await oldest.result
          yield result
          const end = watch(result)
          if (end === undefined) continue
          yield* settled(underWay)
          yield end
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
