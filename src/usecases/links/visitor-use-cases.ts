import { land } from './land.ts'
import { leaveSession } from './leave-session.ts'
import { makeLink } from './make-link.ts'
import { openLink } from './open-link.ts'
import { openSession } from './open-session.ts'
import { openToken } from './open-token.ts'
import { previewLink } from './preview-link.ts'
import { refreshLink } from './refresh-link.ts'
import { returnFromProvider } from './return-from-provider.ts'
import { sendCode } from './send-code.ts'

type Dependencies = Parameters<typeof openSession>[0] &
  Parameters<typeof makeLink>[0] &
  Parameters<typeof land>[0] &
  Parameters<typeof previewLink>[0] &
  Parameters<typeof sendCode>[0] &
  Omit<Parameters<typeof refreshLink>[0], 'open'>

/** What the holders of links do. */
export function visitorUseCases(dependencies: Dependencies) {
  const open = openToken(dependencies, makeLink(dependencies))
  const landing = land(dependencies)
  return {
    previewLink: previewLink(dependencies),
    sendCode: sendCode(dependencies),
    openLink: openLink({ ...dependencies, open }),
    openSession: openSession(dependencies),
    leaveSession: leaveSession({ ...dependencies, land: landing }),
    returnFromProvider: returnFromProvider({ ...dependencies, land: landing }),
    refreshLink: refreshLink({ ...dependencies, open }),
  }
}
