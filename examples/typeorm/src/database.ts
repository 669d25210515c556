import { DataSource } from 'typeorm'
import { User, UserPicture } from './entities.ts'
import { images } from './images.ts'
import { AddPictures1764000000001, AddUsers1764000000000 } from './migrate.ts'

export const dataSource = new DataSource({
  type: 'better-sqlite3',
  database: 'app.db',
  entities: [User, UserPicture],
  migrations: [AddUsers1764000000000, AddPictures1764000000001],
  migrationsRun: true,
})

images.connect(await dataSource.initialize())
