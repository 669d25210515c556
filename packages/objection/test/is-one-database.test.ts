import Knex from 'knex'
import { expect, it } from 'vitest'
import { isOneDatabase } from '../src/is-one-database.js'

const shop = { host: 'localhost', database: 'shop' }

it.each([
  ['to the same place', { client: 'pg', connection: { ...shop } }, true],
  ['to another database', { client: 'pg', connection: { ...shop, database: 'blog' } }, false],
  ['to another schema', { client: 'pg', connection: shop, searchPath: ['tenant'] }, false],
  ['by another client', { client: 'mysql2', connection: shop }, false],
])('two instances that connect %s', (_, config, expected) => {
  expect(isOneDatabase(Knex({ client: 'pg', connection: shop }), Knex(config))).toBe(expected)
})

it.each([':memory:', { filename: ':memory:' }])(
  'a database in memory (%j) is one with its own instance only',
  place => {
    const open = () => Knex({ client: 'better-sqlite3', connection: place, useNullAsDefault: true })
    const knex = open()

    expect(isOneDatabase(knex, knex)).toBe(true)
    expect(isOneDatabase(knex, open())).toBe(false)
  },
)
