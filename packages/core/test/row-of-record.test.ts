import { describe, expect, it } from 'vitest'
import { describeTable } from '../src/describe-table.js'
import { OwnerKeyError, SchemaError } from '../src/errors.js'
import { rowsOfRecords } from '../src/row-of-record.js'

const table = describeTable({
  name: 'userPicture',
  sqlName: 'user_picture',
  owner: [{ name: 'userId', column: 'user_id' }],
  discriminator: [],
  columnOf: name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
})

const record = {
  userId: 7,
  width: 4,
  height: 3,
  mimetype: 'image/png',
  original: 1,
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  path: 'a/b.png',
  source: '',
  store: 'local',
  variant: '',
  byteSize: '71',
  checksum: null,
  placeholder: null,
  filename: 'b.png',
  metadata: { alt: 'x' },
  caption: 'mine',
}

describe('the row of a record', () => {
  it('is what the columns say, whatever the driver makes of them', () => {
    expect(rowsOfRecords(table, [record])).toEqual([
      {
        key: { userId: 7 },
        width: 4,
        height: 3,
        mimetype: 'image/png',
        original: true,
        createdAt: '2026-01-02 03:04:05.678000',
        path: 'a/b.png',
        source: '',
        store: 'local',
        variant: '',
        byteSize: 71,
        checksum: null,
        placeholder: null,
        filename: 'b.png',
        metadata: '{"alt":"x"}',
        record,
      },
    ])
  })

  it.each([
    [true, true],
    [false, false],
    [0, false],
  ])('takes %s for an original: %s', (original, expected) => {
    expect(rowsOfRecords(table, [{ ...record, original }])[0]?.original).toBe(expected)
  })

  it('keeps text and the record itself', () => {
    const text = { ...record, createdAt: '2021-02-03 04:05:06.000789', metadata: null, byteSize: null }

    const [row] = rowsOfRecords(table, [text])

    expect(row).toMatchObject({ createdAt: '2021-02-03 04:05:06.000789', metadata: null, byteSize: null })
    expect(row?.record).toBe(text)
  })

  it('must be whole', () => {
    const { path: _, ...partial } = record
    const { userId: __, ...ownerless } = record

    expect(() => rowsOfRecords(table, [partial])).toThrow(SchemaError)
    expect(() => rowsOfRecords(table, [partial])).toThrow(/a row lacks "path"; fromRows needs rows with all/)
    expect(() => rowsOfRecords(table, [ownerless])).toThrow(OwnerKeyError)
  })
})
