import { type ImageColumn, imageColumnNames } from '../image-table.js'
import { randomToken } from '../random.js'
import type { SqlDialect } from './sql-dialect.js'

/** The ledger's name where an application sets none. */
export const defaultLedgerName = 'imageattach_ledger'

/** How a column of an image table is declared. */
export interface ColumnDefinition {
  /** The type as SQL writes it. */
  readonly type: string
  readonly nullable: boolean
  /** The default as SQL writes it. */
  readonly default?: string
}

/** The declarations of the columns that every image table has. */
export function imageColumnDefinitions({ name }: SqlDialect): Readonly<Record<ImageColumn, ColumnDefinition>> {
  const token = (length: number): ColumnDefinition => ({
    type: asciiType(name, length),
    nullable: false,
    default: "''",
  })
  const text = { type: 'text', nullable: true }
  return {
    width: { type: 'integer', nullable: false },
    height: { type: 'integer', nullable: false },
    mimetype: { type: 'varchar(255)', nullable: false },
    original: { type: 'boolean', nullable: false, default: 'false' },
    createdAt: { type: timestampTypes[name], nullable: false },
    path: token(512),
    source: token(512),
    store: token(64),
    variant: token(64),
    byteSize: { type: 'bigint', nullable: true },
    checksum: { type: asciiType(name, 64), nullable: true },
    placeholder: text,
    filename: text,
    metadata: text,
  }
}

const timestampTypes: Readonly<Record<SqlDialect['name'], string>> = {
  sqlite: 'datetime',
  postgres: 'timestamp with time zone',
  mariadb: 'datetime(6)',
}

/** Short ASCII text, compared byte by byte. */
function asciiType(name: SqlDialect['name'], length: number): string {
  return name === 'mariadb' ? `varchar(${length}) character set ascii collate ascii_bin` : `varchar(${length})`
}

/**
 * The statements that create the ledger with its index, and write the application's namespace into it. Run them once,
 * in a migration: a second namespace would hide the files of the first from a sweep.
 */
export function ledgerStatements(
  dialect: SqlDialect,
  name: readonly string[] = [defaultLedgerName],
): readonly string[] {
  const table = name.map(part => dialect.quote(part)).join('.')
  const index = dialect.quote(`${name.at(-1)}_due`)
  const engine = dialect.name === 'mariadb' ? ' engine = InnoDB character set ascii collate ascii_bin' : ''
  const legacy = dialect.name === 'mariadb' ? 'text character set utf8mb4' : 'text'
  return [
    `create table ${table} (
  path varchar(512) not null primary key,
  store varchar(64) not null default '',
  state varchar(8) not null,
  tbl varchar(128) not null default '',
  legacy ${legacy},
  due bigint not null default 0,
  tries int not null default 0
)${engine}`,
    `create index ${index} on ${table} (due)`,
    `insert into ${table} (path, store, state) values ('ns:${randomToken().slice(0, 12)}', '', 'ns')`,
  ]
}

/** The statements that index an image table: its paths, and the rule that a set has one original where the engine can. */
export function imageIndexStatements(
  dialect: SqlDialect,
  { name, key, path = imageColumnNames.path, original = imageColumnNames.original }: IndexedTable,
): readonly string[] {
  const table = name.map(part => dialect.quote(part)).join('.')
  const base = name.at(-1) ?? ''
  const onPath = `create index ${dialect.quote(`${base}_path`)} on ${table} (${dialect.quote(path)})`
  // MariaDB has no partial index; there the mutex of the set alone keeps the rule.
  if (dialect.name === 'mariadb') return [onPath]
  const columns = key.map(column => dialect.quote(column)).join(', ')
  return [
    onPath,
    `create unique index ${dialect.quote(`${base}_original`)} on ${table} (${columns}) where ${dialect.quote(original)}`,
  ]
}

/** What {@link imageIndexStatements} needs of a table, by the names in SQL. */
export interface IndexedTable {
  /** Its parts: `['user_picture']`, `['app', 'user_picture']`. */
  readonly name: readonly string[]
  /** Owner columns, then discriminator columns. */
  readonly key: readonly string[]
  /** Default `path`. */
  readonly path?: string
  /** Default `original`. */
  readonly original?: string
}
