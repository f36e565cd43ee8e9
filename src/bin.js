#!/usr/bin/env node
// The oldest JavaScript that supports import(), because an outdated Node must be able to print the message.
var wanted = 24
var major = Number(process.versions.node.split('.')[0])

if (major < wanted) {
  process.stderr.write(
    'connect-onboarding needs Node ' +
      wanted +
      ' or newer, and this is Node ' +
      process.versions.node +
      '.\n' +
      'In the project\'s folder "npm ci" brings a new one along, which "npm start" uses. Elsewhere: https://nodejs.org\n',
  )
  process.exitCode = 1
} else {
  void import('./server.ts')
}
