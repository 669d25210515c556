import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../src/errors.js'
import { LateConnection } from '../src/late-connection.js'

describe('a late connection', () => {
  it('says what to do before there is one', () => {
    const connection = new LateConnection('knex')

    expect(connection.isConnected).toBe(false)
    expect(() => connection.get()).toThrow(ConnectionError)
    expect(() => connection.get()).toThrow(/call images\.connect\(knex\) once/)
  })

  it('takes one, and the same one again', () => {
    const connection = new LateConnection<object>('knex')
    const knex = {}

    connection.connect(knex)
    connection.connect(knex)

    expect(connection.isConnected).toBe(true)
    expect(connection.get()).toBe(knex)
  })

  it('refuses a second one, and keeps the first', () => {
    const connection = new LateConnection<object>('knex')
    const knex = {}
    connection.connect(knex)

    expect(() => connection.connect({})).toThrow(ConnectionError)
    expect(connection.get()).toBe(knex)
  })
})
