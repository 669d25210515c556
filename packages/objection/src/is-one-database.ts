import type { Knex } from 'knex'

/** Whether both run on one database: of one Knex instance, or of two that connect to the same place. */
export function isOneDatabase(one: Knex, other: Knex): boolean {
  const [config, otherConfig] = [configOf(one), configOf(other)]
  return config === otherConfig || (tellsPlace(config) && placeOf(config) === placeOf(otherConfig))
}

function configOf(knex: Knex): Knex.Config {
  return (knex.client as { readonly config: Knex.Config }).config // typed `any` by Knex
}

/** Schemas, too, keep tenants apart. */
function placeOf({ client, connection, searchPath }: Knex.Config): string {
  return JSON.stringify([client, connection, searchPath])
}

/** A function may give any connection, and each instance has a memory of its own. */
function tellsPlace({ connection }: Knex.Config): boolean {
  return typeof connection !== 'function' && !JSON.stringify(connection ?? null).includes(':memory:')
}
