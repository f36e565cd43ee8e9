import { crowdId } from '../fill/crowd.ts'
import { request } from '../load/request.ts'
import { READER } from '../servers/credentials.ts'
import { first } from './openings.ts'
import { inTurn, type Prepare } from './scenario.ts'

/** What is measured with crowds of several sizes. */
export interface ScaleRow {
  readonly name: string
  readonly connections: number
  /** The requests for a crowd of this size, on our server at this port. */
  readonly prepareFor: (clients: number, port: number) => Promise<Prepare>
}

const PATH = '/api/v1/clients'

interface Filter {
  readonly name: string
  readonly query: string | ((clients: number) => string)
  /** Whether so many clients match that there is a fourth page. */
  readonly isLong?: boolean
}

/** The filters of the list. What they find in a crowd: see fillCrowd. */
const FILTERS: readonly Filter[] = [
  { name: 'all', query: '', isLong: true },
  { name: 'status=pending', query: 'status=pending', isLong: true },
  { name: 'status=in_progress', query: 'status=in_progress', isLong: true },
  { name: 'status=expired', query: 'status=expired', isLong: true },
  { name: 'status=completed', query: 'status=completed', isLong: true },
  { name: 'status=revoked', query: 'status=revoked', isLong: true },
  { name: 'readiness=none', query: 'readiness=none', isLong: true },
  { name: 'readiness=paused (100)', query: 'readiness=paused' },
  { name: 'readiness=none or onboarding', query: 'readiness=none&readiness=onboarding', isLong: true },
  { name: 'nextAction=client', query: 'nextAction=client', isLong: true },
  { name: 'nextAction=operator (100)', query: 'nextAction=operator' },
  { name: 'sort=since', query: 'sort=since', isLong: true },
  { name: 'sort=since, nextAction=client', query: 'sort=since&nextAction=client', isLong: true },
  { name: 'sort=since, readiness=paused (100)', query: 'sort=since&readiness=paused' },
  { name: 'sort=deadline (100)', query: 'sort=deadline' },
  { name: 'stuckFor=10d', query: 'stuckFor=10d', isLong: true },
  { name: 'stuckFor=10d, nextAction=client', query: 'stuckFor=10d&nextAction=client', isLong: true },
  { name: 'status=completed, readiness=paused (0)', query: 'status=completed&readiness=paused' },
  { name: 'q=example.com (all)', query: 'q=example.com', isLong: true },
  { name: 'q=rarity (5)', query: 'q=rarity' },
  { name: 'q=an email (1)', query: (clients) => `q=n${Math.floor(clients / 2)}@example` },
  { name: 'q=no such client (0)', query: 'q=no+such+client' },
]

/** Few connections: with many, the time to serialise a page would hide what the database takes. */
const LIST_CONNECTIONS = 2

const list = ({ name, query }: Filter, pages: number): ScaleRow => ({
  name: `list ${name}${pages === 0 ? '' : `, page ${pages + 1}`}`,
  connections: LIST_CONNECTIONS,
  prepareFor: async (clients, port) => {
    const filter = typeof query === 'string' ? query : query(clients)
    const get = request('GET', await pageAfter(port, filter, pages), { headers: READER })
    return async () => inTurn(200, [get])
  },
})

const lists = FILTERS.flatMap((filter) => [list(filter, 0), ...(filter.isLong ? [list(filter, 3)] : [])])

/** Any client by its id: of all, so that the database's cache has to hold them. */
const lookUp: ScaleRow = {
  name: 'look-up',
  connections: 16,
  prepareFor: async (clients) => async () => ({
    expected: 200,
    next: () => request('GET', `${PATH}/${crowdId(1 + Math.floor(Math.random() * clients))}`, { headers: READER }),
  }),
}

/** The first opening of a new client, beside the crowd. */
const opening: ScaleRow = {
  name: 'first opening',
  connections: 16,
  prepareFor: async () => first.ours,
}

/** The openings come last, because they add clients. */
export const scaleRows: readonly ScaleRow[] = [...lists, lookUp, opening]

/** The path of the page after so many pages. */
async function pageAfter(port: number, filter: string, pages: number): Promise<string> {
  let path = `${PATH}?${filter}`
  for (let page = 0; page < pages; page += 1) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: READER })
    const answer: unknown = await response.json()
    const next = typeof answer === 'object' && answer !== null && 'nextCursor' in answer ? answer.nextCursor : null
    if (typeof next !== 'string') throw new Error(`the list ${filter} has only ${page + 1} pages`)
    path = `${PATH}?${filter}&cursor=${next}`
  }
  return path
}
