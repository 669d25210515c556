import { type ImageColumn, imageColumnNames } from '@imageattach/core'
import {
  type DialectName,
  defaultLedgerName,
  imageColumnDefinitions,
  imageIndexStatements,
  ledgerStatements,
} from '@imageattach/core/sql'
import { CompiledQuery, type CreateTableBuilder, type Kysely, sql } from 'kysely'
import { sqlDialectOf } from './sql-dialect-of.js'
import { sqlNames } from './sql-names.js'

/** Options of {@link createLedger}. */
export interface LedgerOptions {
  /** Default `imageattach_ledger`; then pass the same `ledger` to `kyselyImages`. */
  readonly name?: string
  /** Only for third-party dialects. */
  readonly dialect?: DialectName
}

/**
 * Creates the ledger, the small table in which ImageAttach keeps its promises about files, and writes the namespace
 * of the application into it. One for each database; run it once, in a migration.
 *
 * ```ts
 * import { createLedger } from '@imageattach/kysely'
 * import type { Kysely } from 'kysely'
 *
 * export async function up(db: Kysely<unknown>): Promise<void> {
 *   await createLedger(db)
 * }
 * ```
 */
export async function createLedger<DB>(db: Kysely<DB>, options: LedgerOptions = {}): Promise<void> {
  const { parts } = sqlNames(db, options.name ?? defaultLedgerName)
  await run(db, ledgerStatements(sqlDialectOf(db, options.dialect), parts))
}

/** Options of {@link createImageTable}. */
export interface ImageTableOptions {
  /** Owner columns, then discriminator columns: the beginning of the primary key. */
  readonly key: readonly string[]
  /** Adds the key columns with their foreign keys, and any columns of your own. */
  readonly columns: (table: CreateTableBuilder<string, never>) => CreateTableBuilder<string, string>
  /** Only for third-party dialects. */
  readonly dialect?: DialectName
}

/**
 * Creates a table of images: your columns, the image columns, the primary key with the owner first, and the indexes.
 *
 * Without `on delete cascade` the database refuses to delete an owner whose images were not removed: with it, their
 * rows go unnoticed, and their files only with the next sweep.
 *
 * ```ts
 * import { createImageTable } from '@imageattach/kysely'
 * import type { Kysely } from 'kysely'
 *
 * export async function up(db: Kysely<unknown>): Promise<void> {
 *   await createImageTable(db, 'user_picture', {
 *     key: ['user_id'],
 *     columns: table => table.addColumn('user_id', 'integer', column => column.notNull().references('user.id')),
 *   })
 * }
 * ```
 */
export async function createImageTable<DB>(db: Kysely<DB>, name: string, options: ImageTableOptions): Promise<void> {
  const dialect = sqlDialectOf(db, options.dialect)
  const definitions = imageColumnDefinitions(dialect)
  let table = options.columns(db.schema.createTable(name)) as CreateTableBuilder<string, string>
  for (const [column, definition] of Object.entries(definitions)) {
    const sqlName = imageColumnNames[column as ImageColumn] // the definitions are by ImageColumn
    table = table.addColumn(sqlName, sql.raw(definition.type), builder => {
      const nullable = definition.nullable ? builder : builder.notNull()
      return definition.default === undefined ? nullable : nullable.defaultTo(sql.raw(definition.default))
    })
  }
  await table
    .addPrimaryKeyConstraint(`${name.split('.').at(-1)}_pk`, [...options.key, 'width', 'height', 'variant'])
    .execute()

  const { parts, columnOf } = sqlNames(db, name)
  await run(db, imageIndexStatements(dialect, { name: parts, key: options.key.map(columnOf) }))
}

async function run<DB>(db: Kysely<DB>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement))
}
