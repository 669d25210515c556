import type { Knex } from 'knex'

/** What an application tells Knex about names, once for all queries. */
interface Naming {
  wrapIdentifier?(name: string, wrap: (name: string) => string, context: unknown): string
  postProcessResponse?(rows: unknown, context: unknown): unknown
}

/** The name of a table or column as Knex writes it, without the quotes (`knexSnakeCaseMappers` renames). */
export function sqlName(knex: Knex, name: string): string {
  return naming(knex).wrapIdentifier?.(name, same => same, undefined) ?? name
}

/** The parts of a table's name as Knex writes them: the table, behind its schema if it has one. */
export function sqlTableName(knex: Knex, name: string): readonly string[] {
  return name.split('.').map(part => sqlName(knex, part))
}

/** A row as Knex would have given it. */
export function renamedRow(knex: Knex, row: object): object {
  const renamed = naming(knex).postProcessResponse?.([row], undefined)
  return Array.isArray(renamed) ? (renamed[0] as object) : row // it makes a row of each row
}

/** The same client with results by the names of SQL, whatever the application makes of its own. */
export function plainClient(knex: Knex): Knex.Client {
  const config = { ...naming(knex), postProcessResponse: undefined }
  return Object.create(knex.client as Knex.Client, { config: { value: config } }) as Knex.Client
}

function naming(knex: Knex): Naming {
  return (knex.client as { readonly config: Naming }).config // typed `any` by Knex
}
