import { type Kysely, sql } from 'kysely'
import { createImageTable, createLedger } from '../../src/index.js'
import type { Database } from './database.js'

/** The tables of {@link Database}, made as a migration of an application makes them. */
export async function createTables(db: Kysely<Database>): Promise<void> {
  await createLedger(db)
  await db.schema
    .createTable('user')
    .addColumn('id', 'bigint', column => column.primaryKey())
    .addColumn('name', 'varchar(100)')
    .execute()
  await db.schema
    .createTable('post')
    .addColumn('id', 'integer', column => column.primaryKey())
    .execute()
  await db.schema
    .createTable('album')
    .addColumn('id', sql`varchar(36)`, column => column.primaryKey())
    .execute()
  await createImageTable(db, 'user_picture', {
    key: ['user_id'],
    columns: table =>
      table
        .addColumn('user_id', 'bigint', column =>
          column.notNull().references('user.id').onDelete('cascade').onUpdate('cascade'),
        )
        .addColumn('caption', 'text'),
  })
  await createImageTable(db, 'post_photo', {
    key: ['post_id', 'order_index'],
    columns: table =>
      table
        .addColumn('post_id', 'integer', column => column.notNull().references('post.id').onDelete('cascade'))
        .addColumn('order_index', 'integer', column => column.notNull()),
  })
  await createImageTable(db, 'album_cover', {
    key: ['album_id'],
    columns: table =>
      table.addColumn('album_id', sql`varchar(36)`, column =>
        column.notNull().references('album.id').onDelete('cascade'),
      ),
  })
}
