import { createImageTable, createLedger } from '@imageattach/objection'
import type { Knex } from 'knex'
import { knex } from './database.ts'

const migrations: readonly (Knex.Migration & { readonly name: string })[] = [
  {
    name: '001_users',
    async up(knex) {
      await knex.schema.createTable('user', table => {
        table.increments('id')
        table.text('name').notNullable()
      })
    },
    async down(knex) {
      await knex.schema.dropTable('user')
    },
  },
  {
    name: '002_pictures',
    async up(knex) {
      await createLedger(knex)
      await createImageTable(knex, 'user_picture', {
        key: ['user_id'],
        columns: table => table.integer('user_id').notNullable().references('user.id'),
      })
    },
    async down(knex) {
      await knex.schema.dropTable('user_picture').dropTable('imageattach_ledger')
    },
  },
]

/** Brings the tables up to date; a second call finds nothing to do. */
export async function migrate(): Promise<void> {
  const migrationSource: Knex.MigrationSource<Knex.Migration & { readonly name: string }> = {
    getMigrations: async () => [...migrations],
    getMigrationName: ({ name }) => name,
    getMigration: async migration => migration,
  }
  await knex.migrate.latest({ migrationSource })
}
