import { describe, expect, it } from 'vitest'
import { describeTable } from '../src/describe-table.js'
import { entityOwnerKey, type OwnerEntity } from '../src/entity-owner-key.js'
import { OwnerKeyError, UnsavedOwnerError } from '../src/errors.js'

class User {
  /** Who invited this user: a column that has the name of the image table's. */
  user_id = 99
  id: number | null | undefined

  constructor(id?: number | null) {
    this.id = id
  }
}

const table = describeTable({
  name: 'user_picture',
  sqlName: 'user_picture',
  owner: [{ name: 'user_id', column: 'user_id' }],
  discriminator: [],
  columnOf: name => name,
})
const user: OwnerEntity = { name: 'User', properties: ['id'], isEntity: owner => owner instanceof User }

describe('the key of an entity', () => {
  it('comes from its own properties, whatever else it holds', () => {
    expect(entityOwnerKey(table, new User(0), user)).toEqual({ user_id: 0 })
  })

  it('comes from the owner columns of any other object', () => {
    expect(entityOwnerKey(table, { user_id: 7, title: 'x' }, user)).toEqual({ user_id: 7 })
    expect(() => entityOwnerKey(table, { id: 7 }, user)).toThrow(OwnerKeyError)
  })

  it.each([[undefined], [null]])('is missing while the entity is not saved: %s', id => {
    expect(() => entityOwnerKey(table, new User(id), user)).toThrow(UnsavedOwnerError)
    expect(() => entityOwnerKey(table, new User(id), user)).toThrow(/this User has no id: save it first/)
  })
})

describe('key columns', () => {
  it.each([
    ['an image column', 'user_id', 'width'],
    ['an owner column again', 'user_id', 'user_id'],
  ])('cannot be %s', (_, owner, discriminator) => {
    const column = (name: string) => ({ name, column: name })
    const describePhotos = () =>
      describeTable({
        name: 'photo',
        sqlName: 'photo',
        owner: [column(owner)],
        discriminator: [column(discriminator)],
        columnOf: name => name,
      })

    expect(describePhotos).toThrow(OwnerKeyError)
    expect(describePhotos).toThrow(new RegExp(`"${discriminator}" cannot tell sets apart`))
  })
})
