import { SchemaError } from '../errors.js'
import { type ImageColumn, type ImageTable, keyColumns } from '../image-table.js'
import { rebuildTable } from './rebuild-table.js'
import { imageColumnDefinitions, imageIndexStatements } from './schema.js'
import type { SqlDialect } from './sql-dialect.js'
import type { TableShape } from './table-shape.js'

/** The columns that SQLAlchemy-ImageAttach knew; a table without them is none of images. */
const ancestral: readonly ImageColumn[] = ['width', 'height', 'mimetype', 'original', 'createdAt']

/** The columns that a table lacks. */
export function missingColumns(table: ImageTable, { columns }: TableShape): readonly ImageColumn[] {
  const present = new Set(columns.map(({ name }) => name.toLowerCase()))
  const names = Object.keys(table.columns) as ImageColumn[] // it has every ImageColumn
  return names.filter(name => !present.has(table.columns[name].toLowerCase()))
}

/**
 * The statements that make a table of SQLAlchemy-ImageAttach one of ours: columns with defaults, the primary key with
 * the owner first, the indexes. None when nothing is missing. In one `alter table` where the engine can.
 *
 * @throws {@link SchemaError} when there is no such table, or it is none of images, or its sets are told apart otherwise
 */
export function tableChanges(dialect: SqlDialect, table: ImageTable, shape: TableShape): readonly string[] {
  const missing = missingColumns(table, shape)
  checkShape(table, shape, missing)
  const definitions = imageColumnDefinitions(dialect)
  const added = missing.map(column => {
    const { type, nullable, default: value } = definitions[column]
    const end = `${nullable ? '' : ' not null'}${value === undefined ? '' : ` default ${value}`}`
    return `${dialect.quote(table.columns[column])} ${type}${end}`
  })
  const primaryKey = expectedKey(table)
  const isRekeyed = !isSame(primaryKey.join(), shape.primaryKey?.columns.join())
  const indexes = missingIndexes(dialect, table, shape, isRekeyed)
  if (dialect.catalog.definitions) {
    if (added.length === 0 && !isRekeyed) return indexes
    const kept = shape.columns.map(column => column.name)
    const rebuild = { table: partsOf(table), kept, added, primaryKey, definitions: shape.definitions }
    return [...rebuildTable(dialect, rebuild), ...indexes]
  }
  const changes = [
    ...added.map(column => `add column ${column}`),
    ...finerTimestamp(dialect, table, shape),
    ...(isRekeyed ? newKey(dialect, shape, primaryKey) : []),
  ]
  if (changes.length === 0) return indexes
  const quoted = partsOf(table)
    .map(part => dialect.quote(part))
    .join('.')
  return [`alter table ${quoted}\n  ${changes.join(',\n  ')}`, ...indexes]
}

/** The index on the path; and, with a new key, the rule that a set has one original, where the engine can keep it. */
function missingIndexes(
  dialect: SqlDialect,
  table: ImageTable,
  { indexes }: TableShape,
  isRekeyed: boolean,
): readonly string[] {
  const key = keyColumns(table).map(({ column }) => column)
  const { path, original } = table.columns
  const [onPath = '', ...oneOriginal] = imageIndexStatements(dialect, { name: partsOf(table), key, path, original })
  const hasRule = indexes.some(({ unique, columns }) => unique && isSame(columns.join(), key.join()))
  return [
    ...(indexes.some(({ columns }) => isSame(columns[0], path)) ? [] : [onPath]),
    ...(isRekeyed && !hasRule ? oneOriginal : []),
  ]
}

function checkShape(table: ImageTable, shape: TableShape, missing: readonly ImageColumn[]): void {
  if (shape.columns.length === 0) {
    throw new SchemaError(`There is no table ${table.sqlName}; create it in a migration`)
  }
  const lacking = ancestral.find(column => missing.includes(column))
  if (lacking)
    throw new SchemaError(`${table.sqlName} is no table of images: it has no column ${table.columns[lacking]}`)
  const known = expectedKey(table)
  const other = shape.primaryKey?.columns.find(column => !known.some(name => isSame(name, column)))
  if (other === undefined) return
  throw new SchemaError(
    `${table.sqlName}: "${other}" is part of its primary key, but the attachment names it neither as owner nor as ` +
      'discriminator; without it two sets would be one',
  )
}

function expectedKey(table: ImageTable): readonly string[] {
  const { width, height, variant } = table.columns
  return [...keyColumns(table).map(({ column }) => column), width, height, variant]
}

/** MariaDB cuts the decimals off unless the column has room for them. */
function finerTimestamp(dialect: SqlDialect, table: ImageTable, { columns }: TableShape): readonly string[] {
  const createdAt = columns.find(({ name }) => isSame(name, table.columns.createdAt))
  if (createdAt?.precision === undefined || createdAt.precision === 6) return []
  const { type } = imageColumnDefinitions(dialect).createdAt
  return [`modify column ${dialect.quote(table.columns.createdAt)} ${type} not null`]
}

function newKey(dialect: SqlDialect, { primaryKey }: TableShape, columns: readonly string[]): readonly string[] {
  const add = `add primary key (${columns.map(column => dialect.quote(column)).join(', ')})`
  if (!primaryKey) return [add]
  const drop = dialect.name === 'mariadb' ? 'drop primary key' : `drop constraint ${dialect.quote(primaryKey.name)}`
  return [drop, add]
}

function isSame(left: string | undefined, right: string | undefined): boolean {
  return left?.toLowerCase() === right?.toLowerCase()
}

function partsOf({ schema, sqlName }: ImageTable): readonly string[] {
  return schema === undefined ? [sqlName] : [schema, sqlName]
}
