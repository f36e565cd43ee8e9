#!/usr/bin/env node
// The oldest JavaScript that supports import(), because an outdated Node must be able to print the message.
var wanted = 24
var major = Number(process.versions.node.split('.')[0])

if (major < wanted) {
  process.exitCode = 1
  // oxlint-disable-next-line promise/always-return, promise/catch-or-return
  void import('fs').then(function (fs) {
    var own = new URL('../node_modules/node', import.meta.url)
    var isSkipped = fs.existsSync(own) && !fs.existsSync(new URL('node/bin/node', own))
    process.stderr.write(
      'connect-onboarding needs Node ' +
        wanted +
        ' or newer, and this is Node ' +
        process.versions.node +
        '.\n' +
        (isSkipped
          ? 'The Node of this project was not installed, because npm ran no install scripts. Run\n"npm ci --ignore-scripts=false"'
          : 'In the project\'s folder "npm ci" brings a new one along, which "npm start" uses') +
        '. Elsewhere: https://nodejs.org\n',
    )
  })
} else {
  void import('./server.ts').catch(function (error) {
    // A package is missing that the command line itself imports, so it could not explain that.
    return import('./adapters/cli/missing-module.ts').then(function (module) {
      var hint = module.hintForMissingModule(error)
      if (hint === undefined) throw error
      process.stderr.write(error.message + '\n' + hint + '\n')
      process.exitCode = 1
      return undefined
    })
  })
}
