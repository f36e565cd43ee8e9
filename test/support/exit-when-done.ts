// Loaded into every test file's process. When no work is left, Node tears down its event loop, and sometimes waits
// forever for a connection that was cut in an unusual way (seen with Node 24 in test/proof/database-faults).
// `process.exit` skips the teardown. The first `beforeExit` is ignored, because tap may still have work to do.
let turns = 0
process.on('beforeExit', () => {
  turns += 1
  if (turns === 2) process.exit()
  setImmediate(() => {})
})
