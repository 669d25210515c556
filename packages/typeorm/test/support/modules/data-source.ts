import { DataSource } from 'typeorm'
import { User } from './user.js'
import { UserPicture } from './user-picture.js'

export const dataSource = new DataSource({
  type: 'better-sqlite3',
  database: ':memory:',
  entities: [User, UserPicture],
  synchronize: true,
})
