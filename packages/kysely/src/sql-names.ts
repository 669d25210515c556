import { ColumnNode, type Kysely, type OperationNode, ReferenceNode, SelectionNode, TableNode } from 'kysely'

/** The names of a table and of columns as SQL writes them. */
export interface SqlNames {
  /** The table, behind its schema if it has one. */
  readonly parts: readonly string[]
  readonly schema: string | undefined
  readonly table: string
  columnOf(name: string): string
}

/**
 * Asks Kysely what it would write for a table and its columns, so that plugins that rename (`CamelCasePlugin`) and
 * schemas (`withSchema`, `schema.table`) hold for our statements too.
 */
export function sqlNames<DB>(db: Kysely<DB>, table: string): SqlNames {
  const from = selectNode(db, table, []).from?.froms[0]
  if (!from || !TableNode.is(from)) throw new TypeError(`"${table}" is no table`)
  const schema = from.table.schema?.name
  const { name } = from.table.identifier
  return {
    parts: schema === undefined ? [name] : [schema, name],
    schema,
    table: name,
    columnOf(column) {
      const selection = selectNode(db, table, [column]).selections?.[0]
      return selection && SelectionNode.is(selection) ? columnName(selection.selection, column) : column
    },
  }
}

function selectNode<DB>(db: Kysely<DB>, table: string, columns: readonly string[]) {
  // The names come from an application whose types were checked where it wrote them.
  const untyped = db as unknown as Kysely<Record<string, Record<string, unknown>>>
  return untyped
    .selectFrom(table)
    .select([...columns])
    .toOperationNode()
}

function columnName(node: OperationNode, name: string): string {
  if (ReferenceNode.is(node)) return columnName(node.column, name)
  return ColumnNode.is(node) ? node.column.name : name
}
