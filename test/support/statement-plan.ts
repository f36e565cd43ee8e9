import pg from 'pg'

/** The plan of the last statement with these words that a call sends. */
export async function planOf(db: pg.Pool, words: string, call: () => Promise<unknown>): Promise<string> {
  const { query } = pg.Client.prototype
  let sent: pg.QueryConfig = { text: '' }
  pg.Client.prototype.query = function watched(this: pg.Client, ...args: unknown[]) {
    const [first, values] = args
    const given = typeof first === 'string' ? { text: first, values: values as unknown[] } : (first as pg.QueryConfig)
    if (given.text.includes(words)) sent = given
    return Reflect.apply(query, this, args)
  } as typeof query
  try {
    await call()
  } finally {
    pg.Client.prototype.query = query
  }
  const { rows } = await db.query<{ 'QUERY PLAN': string }>({ text: `explain ${sent.text}`, values: sent.values ?? [] })
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}
