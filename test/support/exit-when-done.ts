// Loaded into every test file's process. When nothing is left to do, Node tears its event loop down, and now and then it
// waits for ever for a connection that had been cut off in an odd way (seen with Node 24 in test/proof/database-faults).
// Leaving by `process.exit` does not tear down. The first time that nothing is left to do, tap may still want a turn.
let turns = 0
process.on('beforeExit', () => {
  turns += 1
  if (turns === 2) process.exit()
  setImmediate(() => {})
})
