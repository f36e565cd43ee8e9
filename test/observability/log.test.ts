import t from 'tap'
import { withoutSecrets } from '../../src/observability/log.ts'

t.test('of a long message only the beginning is logged, without its secrets', async (t) => {
  t.equal(withoutSecrets('no key sk_test_abc123 for ada@example.com'), 'no key […] for […]')
  const long = withoutSecrets(`sk_test_abc123 ${'a'.repeat(1_000_000)}`)
  t.equal(long, `[…] ${'a'.repeat(2048 - 'sk_test_abc123 '.length)}`)
  const cut = withoutSecrets(`${' '.repeat(2040)}sk_test_abc123`)
  t.equal(cut.trim(), '[…]', 'a secret at the cut is none the less removed')
})
