import Knex from 'knex'
import { Model } from 'objection'
import { images } from './images.ts'

export const knex = Knex({
  client: 'better-sqlite3',
  connection: 'app.db',
  useNullAsDefault: true,
})

Model.knex(knex)
images.connect(knex)
