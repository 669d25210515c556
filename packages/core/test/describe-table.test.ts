import { describe, expect, it } from 'vitest'
import { describeTable, ownerKeyOf, type TableDescription } from '../src/describe-table.js'
import { OwnerKeyError } from '../src/errors.js'
import { imageColumnNames } from '../src/image-table.js'
import { createSubject, exampleTable } from './support/subject.js'

function description(given: Partial<TableDescription> = {}): TableDescription {
  return {
    name: 'SeatPhoto',
    sqlName: 'seat_photo',
    owner: [{ name: 'seatId', column: 'seat_id' }],
    discriminator: [],
    columnOf: name => name,
    ...given,
  }
}

const composite = [
  { name: 'row', column: 'row' },
  { name: 'seat', column: 'seat' },
]

describe('describeTable', () => {
  it('fills in the defaults', () => {
    const table = describeTable(description())

    expect(table).toMatchObject({ objectType: 'seat-photo', columns: imageColumnNames })
    expect('schema' in table).toBe(false)
    expect(table.objectId({ seatId: 7 })).toBe('7')
  })

  it('takes what is given', () => {
    const objectId = ({ row, seat }: Readonly<Record<string, unknown>>) => BigInt(Number(row) * 100 + Number(seat))

    const table = describeTable(description({ owner: composite, objectType: 'seat', objectId, schema: 'hall' }))

    expect(table).toMatchObject({ objectType: 'seat', schema: 'hall' })
    expect(table.objectId({ row: 3, seat: 4 })).toBe('304')
  })

  it('refuses a composite owner without an object id, and names the remedy', () => {
    expect(() => describeTable(description({ owner: composite }))).toThrow(OwnerKeyError)
    expect(() => describeTable(description({ owner: composite }))).toThrow(/pass `objectId: key => …`/)
  })
})

describe('ownerKeyOf', () => {
  const table = describeTable(description())

  it('takes the owner columns out of an object that holds more', () => {
    expect(ownerKeyOf(table, { id: 1, seatId: 7n, name: 'Anna' })).toEqual({ seatId: 7n })
  })

  it('refuses an owner that is not saved, or whose key is no number', () => {
    expect(() => ownerKeyOf(table, { seatId: undefined })).toThrow(/the key of a saved owner/)
    expect(() => ownerKeyOf(table, { id: 1 })).toThrow(OwnerKeyError)
    expect(() => ownerKeyOf(table, { seatId: 'anna' })).toThrow(/seatId is neither an integer nor a UUID; .*`objectId/)
  })

  it('takes a text key where a function gives the object id', () => {
    const named = describeTable(description({ objectId: ({ seatId }) => String(seatId).length }))

    expect(ownerKeyOf(named, { seatId: 'anna' })).toEqual({ seatId: 'anna' })
    expect(named.objectId({ seatId: 'anna' })).toBe('4')
  })
})

describe('an object id that is made of owner and discriminator', () => {
  const table = describeTable(
    description({
      discriminator: [{ name: 'page', column: 'page' }],
      objectId: ({ seatId, page }) => BigInt(Number(seatId) * 100 + Number(page)),
    }),
  )

  it('is not asked of the owner alone', () => {
    expect(ownerKeyOf(table, { seatId: 7 })).toEqual({ seatId: 7 })
    expect(table.objectId({ seatId: 7, page: 3 })).toBe('703')
  })
})

describe('two tables of one object type', () => {
  it('are refused, since a path could not tell whose file it is', async () => {
    const { images } = createSubject()
    const rival = { ...exampleTable('other_picture', ['user_id']), objectType: 'user-picture' }

    images.define({ table: rival, ownerKey: () => ({}) })

    await expect(images.verify().next()).rejects.toThrow(RangeError)
    await expect(images.verify().next()).rejects.toThrow(/give one of them another objectType/)
  })
})
