import { bigint, foreignKey, integer, pgTable, primaryKey, text, varchar } from 'drizzle-orm/pg-core'
import { imageColumns } from '../src/image-columns.ts'

export const user = pgTable('user', {
  id: bigint('id', { mode: 'bigint' }).primaryKey(),
  name: varchar('name', { length: 100 }),
})

export const post = pgTable('post', { id: integer('id').primaryKey() })

export const album = pgTable('album', { id: varchar('id', { length: 36 }).primaryKey() })

export const userPicture = pgTable(
  'user_picture',
  { user_id: bigint('user_id', { mode: 'bigint' }).notNull(), caption: text('caption'), ...imageColumns() },
  table => [
    primaryKey({ columns: [table.user_id, table.width, table.height, table.variant] }),
    foreignKey({ columns: [table.user_id], foreignColumns: [user.id] }).onDelete('cascade'),
  ],
)

export const postPhoto = pgTable(
  'post_photo',
  { post_id: integer('post_id').notNull(), order_index: integer('order_index').notNull(), ...imageColumns() },
  table => [primaryKey({ columns: [table.post_id, table.order_index, table.width, table.height, table.variant] })],
)

export const albumCover = pgTable(
  'album_cover',
  { album_id: varchar('album_id', { length: 36 }).notNull(), ...imageColumns() },
  table => [primaryKey({ columns: [table.album_id, table.width, table.height, table.variant] })],
)
