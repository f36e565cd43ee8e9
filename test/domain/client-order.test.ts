import t from 'tap'
import { orderOfList } from '../../src/domain/client-order.ts'

t.test('a list has the order that was asked for, and otherwise that of its filter', async (t) => {
  t.equal(orderOfList({}, undefined), '-createdAt')
  t.equal(orderOfList({ status: 'pending' }, undefined), '-createdAt')
  t.equal(orderOfList({ status: 'expired' }, undefined), 'expiry')
  t.equal(orderOfList({ stuckForMs: 1 }, undefined), 'since')
  t.equal(orderOfList({ status: 'expired', stuckForMs: 1 }, undefined), 'expiry')
  t.equal(orderOfList({ status: 'expired', stuckForMs: 1 }, 'deadline'), 'deadline')
})
