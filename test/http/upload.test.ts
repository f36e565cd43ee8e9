import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { discarded, uploaded, type UploadLimits } from '../../src/adapters/http/upload.ts'

const LIMITS: UploadLimits = { largest: 1024, graceMs: 20, leastPerSecond: 1024 }

async function read(source: Readable, limits: Partial<UploadLimits> = {}): Promise<number> {
  let bytes = 0
  for await (const chunk of uploaded(source, { ...LIMITS, ...limits })) bytes += chunk.length
  return bytes
}

t.test('an upload is read whole', async (t) => {
  t.equal(await read(Readable.from([Buffer.alloc(600), Buffer.alloc(424)])), 1024)
  t.equal(await read(Readable.from([])), 0)
})

t.test('an upload that is too large ends with an error, whatever it announced', async (t) => {
  const name = 'ClientFileError'
  t.equal(await read(Readable.from([Buffer.alloc(1025)]), { largest: 2048 }), 1025)
  await t.rejects(read(Readable.from([Buffer.alloc(600), Buffer.alloc(600)])), { name, message: /larger than/ })
})

t.test('an upload that stops coming ends with an error', async (t) => {
  const silent = new PassThrough()
  await t.rejects(read(silent), { name: 'ClientFileError', message: 'The upload was slower than 1 KiB a second.' })
  silent.write('a')
  await t.rejects(read(silent), { message: /slower/ })
})

t.test('the time that we take to process an upload is not counted', async (t) => {
  const source = Readable.from(Array.from({ length: 5 }, () => Buffer.alloc(1)))
  let bytes = 0
  for await (const chunk of uploaded(source, LIMITS)) {
    await new Promise((resolve) => setTimeout(resolve, 2 * LIMITS.graceMs))
    bytes += chunk.length
  }
  t.equal(bytes, 5)
})

t.test('the rest of an upload is discarded, but not without end', async (t) => {
  const finite = Readable.from([Buffer.alloc(600)])
  await discarded(finite, LIMITS)
  t.ok(finite.readableEnded)
  await discarded(new PassThrough(), LIMITS)
  const endless = new Readable({ read() {} })
  const fed = setInterval(() => endless.push(Buffer.alloc(600)), 1)
  t.teardown(() => clearInterval(fed))
  await discarded(endless, { ...LIMITS, graceMs: 60_000 })
  t.pass('also one that never ends')
})
