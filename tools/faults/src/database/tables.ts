import { createImageTable, createLedger, type ImageColumns } from '@imageattach/kysely'
import type { Generated, Kysely } from 'kysely'

/** The tables of a small application. */
export interface Database {
  person: { id: number; name: string }
  person_picture: ImageColumns & { person_id: number }
  imageattach_ledger: {
    path: string
    store: string
    state: string
    due: Generated<number | string>
    tries: Generated<number>
  }
}

/** In the order in which rows can be inserted. */
export const tableNames = ['person', 'person_picture', 'imageattach_ledger'] as const

export async function createTables(db: Kysely<Database>): Promise<void> {
  await createLedger(db)
  await db.schema
    .createTable('person')
    .addColumn('id', 'integer', column => column.primaryKey())
    .addColumn('name', 'varchar(100)')
    .execute()
  await createImageTable(db, 'person_picture', {
    key: ['person_id'],
    columns: table => table.addColumn('person_id', 'integer', column => column.notNull().references('person.id')),
  })
}
