import type { Playground } from '../playground.js'
import type { TableView } from '../protocol.js'

/** The tables as they are, read with plain Kysely. */
export async function readTables({ db }: Playground): Promise<readonly TableView[]> {
  const pictures = await db.selectFrom('user_picture').selectAll().orderBy('width', 'desc').execute()
  const photos = await db.selectFrom('post_photo').selectAll().orderBy('order_index').orderBy('width', 'desc').execute()
  const ledger = await db
    .selectFrom('imageattach_ledger')
    .select(['state', 'path', 'store', 'due', 'tries'])
    .orderBy('path')
    .execute()
  return [tableOf('user_picture', pictures), tableOf('post_photo', photos), tableOf('imageattach_ledger', ledger)]
}

function tableOf(name: string, rows: readonly Readonly<Record<string, unknown>>[]): TableView {
  const columns = Object.keys(rows[0] ?? {}).sort((left, right) => place(left) - place(right))
  return { name, columns, rows: rows.map(row => columns.map(column => cell(row[column]))) }
}

/** The telling columns first, and keys before them all: a panel shows only a few without scrolling. */
function place(column: string): number {
  return ['width', 'height', 'original', 'store', 'path', 'source', 'mimetype', 'byte_size', 'filename', 'created_at']
    .concat('variant', 'checksum', 'placeholder', 'metadata')
    .indexOf(column)
}

function cell(value: unknown): string | number | null {
  return value === null || typeof value === 'number' ? value : String(value)
}
