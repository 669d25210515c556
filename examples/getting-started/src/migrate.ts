import { createImageTable, createLedger } from '@imageattach/kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { db } from './database.ts'

const migrations: Record<string, Migration> = {
  '001_users': {
    async up(db) {
      await db.schema
        .createTable('user')
        .addColumn('id', 'integer', column => column.primaryKey())
        .addColumn('name', 'text', column => column.notNull())
        .execute()
    },
  },
  '002_pictures': {
    async up(db) {
      await createLedger(db)
      await createImageTable(db, 'user_picture', {
        key: ['user_id'],
        columns: table => table.addColumn('user_id', 'integer', column => column.notNull().references('user.id')),
      })
    },
  },
}

/** Brings the tables up to date; a second call finds nothing to do. */
export async function migrate(): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
