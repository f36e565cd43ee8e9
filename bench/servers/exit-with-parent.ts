// Loaded into every process that the bench starts. Its channel closes when the bench ends in any way, SIGKILL included.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()
