import { ProblemError } from '../../../../api/problem.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { html, type Html } from '../../../../shared/html.ts'
import type { Fields } from '../../form-pages.ts'

/** What a form about the link of a client says of it: which one staff saw. */
export const shownLink = ({ token }: ClientRecord): Html =>
  html`<input type="hidden" name="link" value="${token.id}" />`

/** Throws the problem if the client has got another link since the form was shown: that one may be in its hands. */
export function requireShownLink(fields: Fields, { token }: ClientRecord): void {
  if (fields.get('link') !== token.id)
    throw new ProblemError('TOKEN_REVOKED', {
      detail:
        'The link that you saw was replaced after you loaded the page. Nothing was done; this is the present one.',
    })
}
