import type { Knex } from 'knex'
import { createImageTable, createLedger } from '../../src/index.js'

/** The tables of the models, made as a migration of an application makes them. */
export async function createTables(knex: Knex): Promise<void> {
  await createLedger(knex)
  await knex.schema.createTable('user', table => {
    table.bigint('id').primary()
    table.string('name', 100)
  })
  await knex.schema.createTable('post', table => {
    table.integer('id').primary()
  })
  await knex.schema.createTable('album', table => {
    table.string('id', 36).primary()
  })
  await createImageTable(knex, 'user_picture', {
    key: ['user_id'],
    columns(table) {
      table.bigint('user_id').notNullable().references('user.id').onDelete('cascade').onUpdate('cascade')
      table.text('caption')
    },
  })
  await createImageTable(knex, 'post_photo', {
    key: ['post_id', 'order_index'],
    columns(table) {
      table.integer('post_id').notNullable().references('post.id').onDelete('cascade')
      table.integer('order_index').notNullable()
    },
  })
  await createImageTable(knex, 'album_cover', {
    key: ['album_id'],
    columns: table => table.string('album_id', 36).notNullable().references('album.id').onDelete('cascade'),
  })
}
