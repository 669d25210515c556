import type { ServerDatabase } from './server-world.ts'

/** A schema of its own in a database of PostgreSQL. */
export function postgresServer(url: string, name: string): ServerDatabase {
  async function asAdmin(statement: string): Promise<void> {
    const { Client } = await import('pg').then(module => module.default)
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  return {
    place: { engine: 'postgres', url, schema: name, poolSize: 5 },
    otherConnections: `select count(*) as connections from pg_stat_activity where application_name = '${name}' and pid <> pg_backend_pid()`,
    create: () => asAdmin(`create schema ${name}`),
    drop: () => asAdmin(`drop schema ${name} cascade`),
  }
}

/** A database of its own on a server of MariaDB. */
export function mariadbServer(url: string, name: string): ServerDatabase {
  async function asAdmin(statement: string): Promise<void> {
    const { createConnection } = await import('mysql2/promise')
    const connection = await createConnection({ uri: url })
    try {
      await connection.query(statement)
    } finally {
      await connection.end()
    }
  }
  return {
    place: { engine: 'mariadb', url: url.replace(/\/[^/]*$/, `/${name}`), poolSize: 5 },
    otherConnections:
      'select count(*) as connections from information_schema.processlist where db = database() and id <> connection_id()',
    create: () => asAdmin(`create database ${name}`),
    drop: () => asAdmin(`drop database ${name}`),
  }
}
