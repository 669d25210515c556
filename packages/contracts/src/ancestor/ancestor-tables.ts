import { legacyObjectPath } from '@imageattach/core'
import { examplePng } from '../repository/png-resizer.js'
import type { SwitchableStore } from '../repository/switchable-store.js'
import type { TransactionSubject } from '../transaction/transaction-subject.js'

const types = {
  sqlite: { createdAt: 'datetime', zone: '', uuid: 'char(32)' },
  postgres: { createdAt: 'timestamp with time zone', zone: '+00', uuid: 'uuid' },
  mariadb: { createdAt: 'datetime', zone: '', uuid: 'char(32)' },
} as const

/** How SQLAlchemy-ImageAttach would have been told to make a table. */
export interface AncestorTable {
  readonly table: 'user_picture' | 'post_photo'
  /** The columns that tell sets apart, with their types. */
  readonly key: Readonly<Record<string, string>>
  /** More columns, with their types. */
  readonly columns?: Readonly<Record<string, string>>
  /** More constraints. */
  readonly constraints?: readonly string[]
}

export const userPictures: AncestorTable = {
  table: 'user_picture',
  key: { user_id: 'bigint' },
  constraints: ['foreign key (user_id) references "user" (id)'],
}

export const postPhotos: AncestorTable = {
  table: 'post_photo',
  key: { post_id: 'integer', order_index: 'integer' },
}

/** Puts a table in the place of ours as SQLAlchemy made it: width first in its key, and no column that is ours. */
export async function makeAncestorTable(subject: TransactionSubject, definition: AncestorTable): Promise<void> {
  const { table, key, columns = {}, constraints = [] } = definition
  const { createdAt } = types[subject.engine]
  await subject.sql(`drop table "${table}"`)
  await subject.sql(`create table "${table}" (
    width integer not null, -- in pixels, as coded
    height integer not null,
    mimetype varchar(255) not null,
    original boolean not null,
    created_at ${createdAt} not null,
    ${Object.entries(key)
      .map(([name, type]) => `${name} ${type} not null,`)
      .join('\n    ')}
    ${Object.entries(columns)
      .map(([name, type]) => `${name} ${type},`)
      .join('\n    ')}
    primary key (width, height, ${Object.keys(key).join(', ')})${constraints.map(text => `,\n    ${text}`).join('')}
  )`)
}

/** The type of a column that holds UUIDs. */
export function uuidType({ engine }: TransactionSubject): string {
  return types[engine].uuid
}

/** A picture of SQLAlchemy-ImageAttach. */
export interface AncestorPicture {
  readonly table?: 'user_picture' | 'post_photo'
  readonly key: Readonly<Record<string, string | number | bigint>>
  readonly objectId?: string
  readonly width: number
  readonly height: number
  readonly original?: boolean
  /** Default a time without decimals. */
  readonly createdAt?: string
}

/** A row as SQLAlchemy-ImageAttach wrote it, and its file, which differs from every other one. */
export async function addAncestorPicture(
  subject: TransactionSubject,
  store: SwitchableStore,
  picture: AncestorPicture,
): Promise<Uint8Array> {
  const { table = 'user_picture', key, width, height, original = true, createdAt = '2020-01-02 03:04:05' } = picture
  const [id] = Object.values(key)
  const objectId = picture.objectId ?? String(id)
  const bytes = examplePng(width, height, Number(BigInt(objectId) & 0x7fffn))
  const place = { path: '', objectType: table.replaceAll('_', '-'), objectId, width, height, mimetype: 'image/png' }
  store.write(legacyObjectPath(place), bytes)
  const values = Object.values(key).map(value => (typeof value === 'string' ? `'${value}'` : String(value)))
  await subject.sql(`insert into "${table}" (${Object.keys(key).join(', ')}, width, height, mimetype, original, created_at)
    values (${values.join(', ')}, ${width}, ${height}, 'image/png', ${original}, '${createdAt}${types[subject.engine].zone}')`)
  return bytes
}
