import { type ImageColumn, imageColumnNames } from '@imageattach/core'
import {
  type DialectName,
  defaultLedgerName,
  imageColumnDefinitions,
  imageIndexStatements,
  ledgerStatements,
} from '@imageattach/core/sql'
import type { Knex } from 'knex'
import { sqlDialectOf } from './sql-dialect-of.js'
import { sqlName, sqlTableName } from './sql-names.js'

/** Options of {@link createLedger}. */
export interface LedgerOptions {
  /** Default `imageattach_ledger`; then pass the same `ledger` to `objectionImages`. */
  readonly name?: string
  /** Only for other drivers than better-sqlite3, pg and mysql2. */
  readonly dialect?: DialectName
}

/**
 * Creates the ledger, the small table in which ImageAttach keeps its promises about files, and writes the namespace
 * of the application into it. One for each database; run it once, in a migration.
 *
 * ```ts
 * import { createLedger } from '@imageattach/objection'
 * import type { Knex } from 'knex'
 *
 * export async function up(knex: Knex): Promise<void> {
 *   await createLedger(knex)
 * }
 * ```
 */
export async function createLedger(knex: Knex, options: LedgerOptions = {}): Promise<void> {
  const dialect = sqlDialectOf(knex, options.dialect)
  await run(knex, ledgerStatements(dialect, sqlTableName(knex, options.name ?? defaultLedgerName)))
}

/** Options of {@link createImageTable}. */
export interface ImageTableOptions {
  /** Owner columns, then discriminator columns: the beginning of the primary key. */
  readonly key: readonly string[]
  /** Adds the key columns with their foreign keys, and any columns of your own. */
  readonly columns: (table: Knex.CreateTableBuilder) => void
  /** Only for other drivers than better-sqlite3, pg and mysql2. */
  readonly dialect?: DialectName
}

/**
 * Creates a table of images: your columns, the image columns, the primary key with the owner first, and the indexes.
 *
 * ```ts
 * import { createImageTable } from '@imageattach/objection'
 * import type { Knex } from 'knex'
 *
 * export async function up(knex: Knex): Promise<void> {
 *   await createImageTable(knex, 'user_picture', {
 *     key: ['user_id'],
 *     columns: table => table.integer('user_id').notNullable().references('user.id'),
 *   })
 * }
 * ```
 */
export async function createImageTable(knex: Knex, name: string, options: ImageTableOptions): Promise<void> {
  const dialect = sqlDialectOf(knex, options.dialect)
  const definitions = Object.entries(imageColumnDefinitions(dialect))
  const parts = sqlTableName(knex, name)
  await knex.schema.createTable(name, table => {
    options.columns(table)
    for (const [column, definition] of definitions) {
      const builder = table.specificType(imageColumnNames[column as ImageColumn], definition.type) // by ImageColumn
      if (!definition.nullable) builder.notNullable()
      if (definition.default !== undefined) builder.defaultTo(knex.raw(definition.default))
    }
    table.primary([...options.key, 'width', 'height', 'variant'], `${parts.at(-1)}_pk`)
  })
  const key = options.key.map(column => sqlName(knex, column))
  await run(knex, imageIndexStatements(dialect, { name: parts, key }))
}

async function run(knex: Knex, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await knex.raw(statement)
}
