import { SchemaError } from '../errors.js'
import type { SqlDialect } from './sql-dialect.js'

/** How a table of SQLite is to be made anew. */
export interface Rebuild {
  /** The name in its parts. */
  readonly table: readonly string[]
  /** The columns that it has and keeps. */
  readonly kept: readonly string[]
  /** The declarations of the columns that it gets. */
  readonly added: readonly string[]
  readonly primaryKey: readonly string[]
  /** The statements that made the table, its indexes and triggers. */
  readonly definitions: readonly string[]
}

/**
 * SQLite cannot change a primary key. The statements that make the table anew, to be run in one transaction: its own
 * definition with other columns and another key, its rows, its indexes and triggers as they were. Foreign keys, checks
 * and defaults stay, since they are not read, only copied.
 */
export function rebuildTable(dialect: SqlDialect, rebuild: Rebuild): readonly string[] {
  const [definition = '', ...others] = rebuild.definitions
  const base = rebuild.table.at(-1) ?? ''
  const quoted = (parts: readonly string[]) => parts.map(part => dialect.quote(part)).join('.')
  const list = (names: readonly string[]) => names.map(name => dialect.quote(name)).join(', ')
  const interim = [...rebuild.table.slice(0, -1), `${base}_upgraded`]
  const { parts, options } = tableParts(definition, base)
  const isKey = (part: string) => /^(constraint\s+\S+\s+)?primary\s+key\b/i.test(part)
  const isConstraint = (part: string) => isKey(part) || /^(constraint|unique|check|foreign\s+key)\b/i.test(part)
  if (!parts.some(isKey)) {
    throw new SchemaError(
      `${base}: its definition has no "primary key (…)" that could be changed; make the table anew by hand`,
    )
  }
  const columns = [
    ...parts.filter(part => !isConstraint(part)),
    ...rebuild.added,
    `primary key (${list(rebuild.primaryKey)})`,
    ...parts.filter(part => isConstraint(part) && !isKey(part)),
  ]
  return [
    `create table ${quoted(interim)} (\n  ${columns.join(',\n  ')}\n)${options}`,
    `insert into ${quoted(interim)} (${list(rebuild.kept)}) select ${list(rebuild.kept)} from ${quoted(rebuild.table)}`,
    // Without it a view of the table is in the way of its next name.
    'pragma legacy_alter_table = on',
    `drop table ${quoted(rebuild.table)}`,
    `alter table ${quoted(interim)} rename to ${dialect.quote(base)}`,
    'pragma legacy_alter_table = off',
    ...others,
  ]
}

/** What stands between the outer parentheses of `create table`, at its commas, and what stands behind them. */
function tableParts(
  definition: string,
  table: string,
): { readonly parts: readonly string[]; readonly options: string } {
  const parts: string[] = []
  let part = ''
  let depth = 0
  // Quoted names and texts, comments, and everything else one character at a time.
  for (const [token] of definition.matchAll(/'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g)) {
    if (token.startsWith('--') || token.startsWith('/*')) continue
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (token === '(' && depth === 1) part = ''
    else if (depth === 0 && token === ')') parts.push(part.trim())
    else if (depth === 1 && token === ',') parts.push(part.trim())
    else part += token
    if (depth === 0 && token === ')') part = ''
    if (depth === 1 && token === ',') part = ''
  }
  if (depth === 0 && parts.length > 0) return { parts, options: part.trim() === '' ? '' : ` ${part.trim()}` }
  throw new SchemaError(`${table}: its definition cannot be read; make the table anew by hand`)
}
