import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { COMPLETE, faultsWith } from '../support/config-faults.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(await temporaryFolder(), 'ca.pem')
await writeFile(root, '-----BEGIN CERTIFICATE-----')

/** What the driver makes of the connection string that it gets from the configuration. */
function understood(DATABASE_URL: string) {
  const { databaseUrl } = readConfig({ ...COMPLETE, DATABASE_URL })
  const { user, password, host, port, database, ssl } = new pg.Client({ connectionString: databaseUrl })
  return { user, password, host, port, database, ssl }
}

const BASE = { user: 'ada', password: 'word', host: 'db.example', port: 5432, database: 'x', ssl: {} }
const SOCKET = { ...BASE, host: '/cloudsql/p:r:i', ssl: false }

const UNDERSTOOD: Record<string, object> = {
  'postgres://ada:word@db.example:5432/x': BASE,
  'postgresql://ada:word@db.example/x': BASE,
  'postgres://ada:p%40s%2Fs%23%25@db.example/x': { ...BASE, password: 'p@s/s#%' },
  'postgres://ada%40corp:word@db.example/my%20db': { ...BASE, user: 'ada@corp', database: 'my db' },
  'postgres://ada:word@[2001:db8::1]:6432/x': { ...BASE, host: '2001:db8::1', port: 6432 },
  'postgres://ada:word@db.example/x?schema=public&connection_limit=5&pgbouncer=true': BASE,
  'postgres://ada:word@db.example/x?connect_timeout=5&poolSize=9&supa=base-pooler.x&max=5': BASE,
  'postgres://ada:word@/x?host=/cloudsql/p:r:i': SOCKET,
  'postgres:///x?host=/cloudsql/p:r:i&user=ada&password=word': SOCKET,
  'postgres://ada:word@%2Fcloudsql%2Fp%3Ar%3Ai/x': SOCKET,
  'postgres://ada:word@localhost/x?host=/cloudsql/p:r:i': SOCKET,
  'postgres://ada:word@/x?host=/var/run/postgresql&port=5433': { ...SOCKET, host: '/var/run/postgresql', port: 5433 },
  'host=db.example user=ada password=word dbname=x': BASE,
  "host = db.example port=5433 user=ada password='w o\\'r\\\\d' dbname=x": {
    ...BASE,
    port: 5433,
    password: "w o'r\\d",
  },
  'host=/cloudsql/p:r:i user=ada password=word dbname=x': SOCKET,
}

for (const [given, expected] of Object.entries(UNDERSTOOD)) {
  t.test(`${given} is understood`, async (t) => {
    t.match(understood(given), expected)
  })
}

t.test('TLS is as in libpq, and on other machines the default is the strictest', async (t) => {
  const ssl = (query: string, host = 'db.example') => understood(`postgres://ada:word@${host}/x${query}`).ssl
  t.strictSame(ssl(''), {}, 'the certificate and its name are verified')
  t.strictSame(ssl('?sslmode=verify-full'), {})
  t.strictSame(ssl('?ssl=true'), {})
  t.strictSame(ssl('?sslrootcert=system&sslmode=verify-full'), {})
  t.strictSame(ssl('?sslmode=require'), { rejectUnauthorized: false })
  t.strictSame(ssl('?sslmode=no-verify'), { rejectUnauthorized: false })
  t.equal(ssl('?sslmode=disable'), false)
  for (const mode of ['verify-ca', 'require']) {
    t.match(ssl(`?sslmode=${mode}&sslrootcert=${root}`), { ca: /CERTIFICATE/, checkServerIdentity: Function })
  }
  const verified = ssl(`?sslmode=verify-full&sslrootcert=${root}`)
  t.match(verified, { ca: /CERTIFICATE/ })
  t.notHas(verified, { checkServerIdentity: Function })
  for (const host of ['localhost', '127.0.0.1', '[::1]']) t.equal(ssl('', host), false)
  t.strictSame(ssl('?sslmode=verify-full', 'localhost'), {})
})

const REFUSED: readonly (readonly [given: string, fault: RegExp])[] = [
  ['mysql://ada:hunter2@db.example/x', /: postgres:\/\/user:password@host:5432\/database$/],
  ['jdbc:postgresql://db.example/x?password=hunter2', /form of Java/],
  ['postgresql+asyncpg://ada:hunter2@db.example/x', /remove the name of the driver/],
  ['postgres://ada:hunter2/x@db.example/x', /contains \/: write it as %2F/],
  ['postgres://ada:hunter2#x@db.example/x', /contains #: write it as %23/],
  ['postgres://ada:12#hunter2@db.example/x', /contains #: write it as %23/],
  ['postgres://ada:hunter2?x@db.example/x', /contains \?: write it as %3F/],
  ['postgres://ada:hunter2@x@db.example/x', /contains @: write it as %40/],
  ['postgres://ada:hunter2%x@db.example/x', /contains %: write it as %25/],
  ['postgres://ada:hunter2%ff@db.example/x', /contains %: write it as %25/],
  ['postgres://ada:hunter2@a.example,b.example/x', /names several hosts/],
  ['host=a.example,b.example user=ada password=hunter2', /names several hosts/],
  ['postgres://ada:hunter2@db.example:port/x', /host or port is not valid/],
  ['postgres://ada:hunter2@/x', /names no host/],
  ['postgres://db.example/x?password=hunter2', /names no user/],
  ["host=db.example user=ada password='hunter2", /single quotes/],
  ['postgres://ada:hunter2@db.example/x?sslmode=prefer', /may send everything unencrypted/],
  ['postgres://ada:hunter2@db.example/x?sslmode=full', /sslmode must be/],
  ['postgres://ada:hunter2@db.example/x?sslmode=verify-ca', /needs sslrootcert/],
  ['postgres://ada:hunter2@db.example/x?sslrootcert=/nowhere.pem', /sslrootcert names a file that does not exist/],
  ['postgres://ada:hunter2@db.example/x?schema=private', /set the search_path/],
  ['postgres://ada:hunter2@db.example/x?sslmod=require', /unknown option sslmod: did you mean sslmode\?$/],
  ['postgres://ada:hunter2@db.example/x?ssl_mode=require', /did you mean sslmode/],
  ['postgres://ada:hunter2@db.example/x?SSLMODE=require', /unknown option SSLMODE: did you mean sslmode/],
  ['postgres://ada:hunter2@db.example/x?sslrotcert=/ca.pem', /did you mean sslrootcert/],
  ['postgres://ada@db.example/x?pasword=hunter2', /unknown option pasword: did you mean password/],
  ['postgres://ada:hunter2@db.example/x?aplication-name=y', /did you mean application_name/],
  ['host=db.example usr=ada user=ada password=hunter2', /unknown option usr: did you mean user/],
]

for (const [given, fault] of REFUSED) {
  t.test(`${given.replace('hunter2', '…')} is answered with what to write`, async (t) => {
    for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL']) {
      const faults = faultsWith({ [name]: given })
      t.match(faults, [new RegExp(`^${name} is not valid: `)])
      t.match(faults[0], fault)
      t.equal(faults.length, 1)
      t.notMatch(faults[0], /hunter2/)
    }
  })
}
