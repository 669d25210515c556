import { createImageTable, createLedger } from '@imageattach/kysely'
import type { Migration } from 'kysely/migration'

/** Run once each, in the order of their names. */
export const migrations: Readonly<Record<string, Migration>> = {
  '1_owners': {
    async up(db) {
      for (const [table, column, value] of owners) {
        await db.schema
          .createTable(table)
          .addColumn('id', 'integer', id => id.primaryKey())
          .addColumn(column, 'text', text => text.notNull())
          .execute()
        await db
          .insertInto(table)
          .values({ id: 1, [column]: value })
          .execute()
      }
    },
  },
  '2_images': {
    async up(db) {
      await createLedger(db)
      await createImageTable(db, 'user_picture', {
        key: ['user_id'],
        columns: table =>
          table.addColumn('user_id', 'integer', column => column.notNull().references('user.id').onDelete('cascade')),
      })
      await createImageTable(db, 'post_photo', {
        key: ['post_id', 'order_index'],
        columns: table =>
          table
            .addColumn('post_id', 'integer', column => column.notNull().references('post.id').onDelete('cascade'))
            .addColumn('order_index', 'integer', column => column.notNull()),
      })
    },
  },
  '3_album': {
    async up(db) {
      await db.insertInto('post').values({ id: 2, title: 'An album to move about' }).execute()
    },
  },
}

const owners = [
  ['user', 'name', 'Ada'],
  ['post', 'title', 'A walk in the hills'],
] as const
