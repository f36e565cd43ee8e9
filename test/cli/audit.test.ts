import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Runs the audit with an npm that prints this. */
async function audit(answer: string): Promise<{ code: number; output: string }> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'answer'), answer)
  await writeFile(join(folder, 'npm'), `#!/bin/sh\ncat ${folder}/answer\n`)
  await chmod(join(folder, 'npm'), 0o755)
  const env = { PATH: `${folder}:${process.env['PATH']}` }
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/audit.ts'], { env }, (error, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout }),
    )
  })
}

const vulnerable = (severity: string) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities: { left: { severity, range: '<1.2.3' } } })

t.test('the audit fails for a serious advisory, and names the package', async (t) => {
  for (const severity of ['high', 'critical']) {
    t.match(await audit(vulnerable(severity)), { code: 1, output: `${severity}: left <1.2.3` })
  }
  t.match(await audit(vulnerable('moderate')), { code: 0, output: 'moderate: left <1.2.3' })
  t.match(await audit('{ "auditReportVersion": 2, "vulnerabilities": {} }'), { code: 0, output: '0 packages' })
})

t.test('where the registry does not answer, the audit says so and does not fail', async (t) => {
  t.match(await audit('{ "message": "405 Method Not Allowed", "error": {} }'), {
    code: 0,
    output: 'nothing was compared: 405 Method Not Allowed',
  })
  t.match(await audit(''), { code: 0, output: 'nothing was compared: no answer' })
})
