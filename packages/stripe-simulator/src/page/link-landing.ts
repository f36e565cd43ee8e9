import { createHash } from 'node:crypto'
import { html, page, pageHeaders } from './html.ts'

// What is behind the `#` of an address never leaves the browser, so the page sends it itself. A redirect would carry it on
// to the platform's page, so it is taken out of the address before.
const script =
  'const form=document.forms[0],link=location.hash.slice(1);form.elements.link.value=link;' +
  "if(link!==''){history.replaceState(null,'',location.pathname);form.submit()}"

export const landingHeaders = {
  ...pageHeaders,
  'content-security-policy':
    `${pageHeaders['content-security-policy']}; ` +
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
}

// As one value, because the policy allows exactly this text.
const scriptTag = { html: `<script>${script}</script>` }

/** Where a link of v2 leads. It posts the link's secret to its own address, and needs scripts for that, as Stripe does. */
export const landingPage = page(
  'Simulated Stripe onboarding',
  html`<section>
    <h1>Get paid with Stripe</h1>
    <p>This simulated Stripe page opens in a browser with scripts, and with its whole address.</p>
    <form method="post"><input type="hidden" name="link" /></form>
    ${scriptTag}
  </section>`,
  { narrow: true },
)
