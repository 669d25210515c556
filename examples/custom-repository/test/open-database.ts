import { randomBytes } from 'node:crypto'
import { imageIndexStatements, ledgerStatements, postgres } from '@imageattach/core/sql'
import { postgres as service } from '@imageattach/test-services'
import { getTableName, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { Client, Pool } from 'pg'
import type { Database } from '../src/drizzle-repository.ts'
import { album, albumCover, post, postPhoto, user, userPicture } from './schema.ts'

export interface OpenDatabase {
  readonly db: Database
  /** The same database as another process has it. */
  connect(connections?: number): Database
  /** How many connections to it wait for a lock right now. */
  lockWaits(): Promise<number>
  close(): Promise<void>
}

/**
 * An empty schema of its own.
 *
 * @param logQuery - told of each statement
 */
export async function openDatabase(
  connections = 3,
  isolation = 'read committed',
  logQuery: (statement: string) => void = () => undefined,
): Promise<OpenDatabase> {
  const schema = `imageattach_${randomBytes(6).toString('hex')}`
  const options = `-c search_path=${schema} -c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`
  const pools: Pool[] = []
  const connect = (max = connections): Database => {
    pools.push(new Pool({ connectionString: service.url, max, options, application_name: schema }))
    return drizzle(pools.at(-1) as Pool, { logger: { logQuery } }) // just pushed
  }
  await asAdmin(`create schema ${schema}`)
  const db = connect()
  await createTables(db)
  return {
    db,
    connect,
    async lockWaits() {
      const rows = await asAdmin(
        `select 1 from pg_stat_activity where application_name = '${schema}' and wait_event_type = 'Lock'`,
      )
      return rows.length
    },
    async close() {
      await Promise.all(pools.map(pool => pool.end()))
      await asAdmin(`drop schema ${schema} cascade`)
    },
  }
}

/** What a migration of an application does; drizzle-kit writes the first part. */
async function createTables(db: Database): Promise<void> {
  for (const table of [user, post, album, userPicture, postPhoto, albumCover]) {
    await db.execute(sql.raw(createStatement(table)))
  }
  for (const statement of ledgerStatements(postgres)) await db.execute(sql.raw(statement))
  for (const [table, key] of [
    [userPicture, ['user_id']],
    [postPhoto, ['post_id', 'order_index']],
    [albumCover, ['album_id']],
  ] as const) {
    const index = { name: [getTableName(table)], key, path: 'path', original: 'original' }
    for (const statement of imageIndexStatements(postgres, index)) await db.execute(sql.raw(statement))
  }
}

function createStatement(table: PgTable): string {
  const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table)
  const parts = columns.map(column => {
    const value = typeof column.default === 'string' ? `'${column.default}'` : column.default
    return `"${column.name}" ${column.getSQLType()}${column.notNull ? ' not null' : ''}${column.primary ? ' primary key' : ''}${value === undefined ? '' : ` default ${value}`}`
  })
  for (const key of primaryKeys) parts.push(`primary key (${key.columns.map(column => `"${column.name}"`).join(', ')})`)
  for (const key of foreignKeys) {
    const { columns: own, foreignTable, foreignColumns } = key.reference()
    parts.push(
      `foreign key ("${own[0]?.name}") references "${getTableName(foreignTable)}" ("${foreignColumns[0]?.name}") on delete cascade on update cascade`,
    )
  }
  return `create table "${name}" (${parts.join(', ')})`
}

async function asAdmin(statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: service.url })
  await client.connect()
  try {
    return (await client.query<object>(statement)).rows
  } finally {
    await client.end()
  }
}
