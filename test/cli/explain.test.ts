import t from 'tap'
import { explain } from '../../src/adapters/cli/explain.ts'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'

const failed = (code: string) => Object.assign(new Error(`${code}: mkdir '/data'`), { code })

t.test('a disk that cannot be written to is explained, with what to do', async (t) => {
  t.match(explain(failed('EROFS')), /^EROFS.*\nThis file system is read-only\..*DATA_DIR/)
  t.match(explain(failed('ENOSPC')), /\nThe disk is full/)
  t.match(explain(failed('EDQUOT')), /\nThe disk quota/)
})

t.test('and so is the one of the database server', async (t) => {
  t.match(
    explain(new StorageUnavailableError({ cause: failed('53100') })),
    /\(53100\)\. The disk of the database server is full/,
  )
  t.match(explain(failed('25006')), /\nThe database is read-only/)
})
