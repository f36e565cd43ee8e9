import { clientsImported } from '../../domain/service-audit.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import { noLines, type importClients } from './import-clients.ts'

type Import = ReturnType<typeof importClients>

/** Imports clients, and records the import when it ends, also if its caller hangs up. */
export function auditedImport({ auditTrail, run }: { readonly auditTrail: AuditTrail; readonly run: Import }): Import {
  return async function* (lines, options, actor) {
    const counts = noLines()
    let [complete, hasEnded] = [false, false]
    try {
      for await (const result of run(lines, options, actor)) {
        if ('ended' in result) hasEnded = true
        else counts[result.outcome] += 1
        yield result
      }
      complete = !hasEnded
    } finally {
      await auditTrail.record(clientsImported({ dryRun: options.dryRun, complete, lines: counts }), actor)
    }
  }
}
