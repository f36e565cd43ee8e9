import t from 'tap'
import { cursorAt, keyOfCursor, orderOfList } from '../../src/domain/client-order.ts'

t.test('a list has the order that was asked for, and otherwise that of its filter', async (t) => {
  t.equal(orderOfList({}, undefined), '-createdAt')
  t.equal(orderOfList({ status: 'pending' }, undefined), '-createdAt')
  t.equal(orderOfList({ status: 'expired' }, undefined), 'expiry')
  t.equal(orderOfList({ stuckForMs: 1 }, undefined), 'since')
  t.equal(orderOfList({ status: 'expired', stuckForMs: 1 }, undefined), 'expiry')
  t.equal(orderOfList({ status: 'expired', stuckForMs: 1 }, 'deadline'), 'deadline')
})

t.test('a cursor belongs to the order of its list, and has no place in another', async (t) => {
  const orders = ['-createdAt', 'since', 'deadline', 'expiry'] as const
  for (const order of orders) {
    const key = order === '-createdAt' ? 'an-id' : '17_an-id'
    const cursor = cursorAt(order, key)
    for (const other of orders) t.equal(keyOfCursor(other, cursor), order === other ? key : undefined, other)
  }
  t.equal(keyOfCursor('since', 'an-id'), undefined)
  t.equal(keyOfCursor('-createdAt', 'createdAt_an-id'), undefined)
})
