import { describe, expect, it } from 'vitest'
import { OwnerKeyError } from '../src/errors.js'
import { checkKey, defaultObjectId, defaultObjectType, keyColumns } from '../src/image-table.js'
import type { Key, KeyValue } from '../src/key.js'
import { createSubject, exampleTable, postPhoto, userPicture } from './support/subject.js'

const owner = userPicture.owner

describe('the object type of a table', () => {
  it.each([
    ['user_picture', 'user-picture'],
    ['a_b_c', 'a-b-c'],
    ['Picture', 'Picture'],
  ])('of %s is %s', (name, objectType) => {
    expect(defaultObjectType(name)).toBe(objectType)
  })
})

describe('the object id of a key', () => {
  it.each<[KeyValue, string]>([
    [7, '7'],
    [0, '0'],
    [-2500, '-2500'],
    [9_007_199_254_740_993n, '9007199254740993'],
    ['31415926535897932384', '31415926535897932384'],
    ['-5', '-5'],
    ['00000000-0000-0000-0000-0000000000ff', '255'],
    ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', '340282366920938463463374607431768211455'],
    ['5a0b8c1e6c0f4a5e9d631b2c3d4e5f60', BigInt('0x5a0b8c1e6c0f4a5e9d631b2c3d4e5f60').toString()],
  ])('of %s is %s', (value, id) => {
    expect(defaultObjectId(owner, { user_id: value })).toBe(id)
  })

  it.each<[KeyValue]>([['anna'], [''], ['007'], ['-0'], ['1.5'], ['1e3'], [' 1'], [2 ** 53], ['5a0b8c1e-6c0f']])(
    'of %o does not exist',
    value => {
      expect(defaultObjectId(owner, { user_id: value })).toBeUndefined()
    },
  )

  it('of a composite key does not exist, nor that of a key without its column', () => {
    const seat = exampleTable('seat_photo', ['row', 'seat'])

    expect(defaultObjectId(seat.owner, { row: 1, seat: 2 })).toBeUndefined()
    expect(defaultObjectId(owner, {})).toBeUndefined()
    expect(defaultObjectId([], { user_id: 1 })).toBeUndefined()
  })
})

describe('checkKey', () => {
  const check = (given: object) => checkKey(userPicture, owner, given as Key, 'owner')

  it.each<[KeyValue]>([[1], [-1], [0], [2n ** 60n], ['anna'], ['']])('takes %s as it is', value => {
    expect(check({ user_id: value })).toEqual({ user_id: value })
  })

  it('refuses a number that is rounded already, and names the remedy', () => {
    for (const id of [2 ** 53, 1.5, Number.NaN]) {
      expect(() => check({ user_id: id })).toThrow(OwnerKeyError)
      expect(() => check({ user_id: id })).toThrow(/pass a bigint or a string/)
    }
  })

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'boolean'],
    [{}, 'object'],
  ])('refuses %o, and names the remedy', (value, type) => {
    expect(() => check({ user_id: value })).toThrow(OwnerKeyError)
    expect(() => check({ user_id: value })).toThrow(`user_picture: user_id is ${type}; an image needs the key of a`)
  })

  it('refuses an unknown column, and names the known ones', () => {
    expect(() => check({ user_id: 1, id: 1 })).toThrow('"id" is no owner column; the owner columns are user_id')
  })

  it('tells a misspelt column from a missing one', () => {
    expect(() => check({ userId: 1 })).toThrow('"userId" is no owner column; the owner columns are user_id')
  })

  it('checks all columns of a composite key', () => {
    const seat = exampleTable('seat_photo', ['row', 'seat'])

    expect(checkKey(seat, seat.owner, { seat: 2, row: 'a' }, 'owner')).toEqual({ row: 'a', seat: 2 })
    expect(() => checkKey(seat, seat.owner, { row: 'a' }, 'owner')).toThrow(OwnerKeyError)
  })
})

describe('a discriminator', () => {
  it('comes after the owner in the key', () => {
    expect(keyColumns(postPhoto).map(column => column.name)).toEqual(['post_id', 'order_index'])
  })

  it('is refused at once when it is misspelt, by a message that names the right one', () => {
    const photos = createSubject().photos.of({ post_id: 1 })

    expect(() => photos.getImageSet({ orderindex: 1 } as never)).toThrow(
      '"orderindex" is no discriminator column; the discriminator columns are order_index',
    )
  })
})
