import t from 'tap'
import { accountEvent, signature } from '../support/signed-events.ts'
import { stripeAt } from '../support/stripe-provider.ts'

const { verifier } = stripeAt('http://127.0.0.1:1')
const event = accountEvent('acct_1')
const [compact, indented] = [JSON.stringify(event), JSON.stringify(event, undefined, 2)]
const ago = (seconds: number) => ({ at: Math.floor(Date.now() / 1000) - seconds })
const why = (body: string, header: string) => {
  t.equal(verifier.verify(Buffer.from(body), header), undefined, 'it is refused')
  return verifier.whyRefused(Buffer.from(body), header)
}

t.test('a clock that is wrong, a changed body and a wrong secret are told apart', async (t) => {
  t.match(why(compact, signature(compact, 'whsec_1', ago(360))), { cause: 'clock' })
  t.match(why(compact, signature(compact, 'whsec_1', ago(86_400))), { cause: 'clock', ageSeconds: /^864\d\d$/ })

  t.same(why(compact, signature(indented, 'whsec_1')), { cause: 'body' }, 'written without spaces')
  t.same(why(indented, signature(compact, 'whsec_1')), { cause: 'body' }, 'indented')
  t.same(why(`${indented}\n`, signature(indented, 'whsec_1')), { cause: 'body' }, 'with a line break at its end')
  t.same(why(indented.replaceAll('\n', '\r\n'), signature(indented, 'whsec_1')), { cause: 'body' }, 'with other ones')
  t.same(why(compact, signature(indented, 'whsec_1', ago(360))), { cause: 'body' }, 'and late')

  t.same(why(compact, signature(compact, 'whsec_of_another_endpoint')), { cause: 'secret' })
  t.same(why('not json', signature(compact, 'whsec_1')), { cause: 'secret' })
  t.same(why(compact, `t=1,v1=${'0'.repeat(64)}`), { cause: 'secret' })
})
