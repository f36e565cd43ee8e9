// Imports nothing: src/bin.js uses it where a package is missing that everything else imports.

const NO_DEMO =
  'This installation has only what the service needs. The demo and the simulator are in the repository; the simulator is also an image of its own (docker build --target simulator).'

/** What to do about a module that was not found: a package of npm, or the part of the repository that the demo needs. */
export function hintForMissingModule(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return undefined
  const [, name = ''] = /^Cannot find (?:package|module) '([^']+)'/.exec(error.message) ?? []
  if (/[/\\]packages[/\\]stripe-simulator[/\\]/.test(name)) return NO_DEMO
  const [, specifier = name] = /[/\\]node_modules[/\\](?!.*[/\\]node_modules[/\\])(.+)$/.exec(name) ?? []
  const [, installed] = /^((?:@[\w.-]+[/\\])?\w[\w.-]*)/.exec(specifier) ?? []
  return installed && `The package ${installed} is not installed: run "npm ci" in the folder of connect-onboarding.`
}
