import { type DialectName, dialects, type SqlDialect } from '@imageattach/core/sql'
import type { Knex } from 'knex'

/** Knex numbers the parameters itself. */
const dialectsOfKnex: Readonly<Record<DialectName, SqlDialect>> = {
  sqlite: dialects.sqlite,
  postgres: { ...dialects.postgres, placeholder: dialects.sqlite.placeholder },
  mariadb: dialects.mariadb,
}

/** By the drivers whose results {@link ObjectionRepository} can read. */
const dialectsByDriver: Readonly<Record<string, DialectName>> = {
  'better-sqlite3': 'sqlite',
  pg: 'postgres',
  mysql2: 'mariadb',
}

/**
 * What the database is, by the driver of the Knex client. Other clients on one of these drivers must be named.
 *
 * @throws TypeError for a driver that is not known
 */
export function sqlDialectOf(knex: Knex, name: DialectName | undefined): SqlDialect {
  const { driverName } = knex.client as { readonly driverName?: string } // typed `any` by Knex
  const known = name ?? dialectsByDriver[driverName ?? '']
  if (known !== undefined) return dialectsOfKnex[known]
  throw new TypeError(
    `The Knex client "${driverName}" is not known: use better-sqlite3, pg or mysql2, ` +
      "or pass dialect: 'sqlite', 'postgres' or 'mariadb' for a client that gives the same results as one of these",
  )
}
