import { dataSource } from './database.ts'
import { User, UserPicture } from './entities.ts'
import { images } from './images.ts'

const { manager } = dataSource
await manager.remove(await manager.findBy(User, { name: 'Ada' }))

console.log(await manager.count(User), 'users,', await manager.count(UserPicture), 'images')
for await (const _ of images.purge()); // at once, where files would stay for an hour
await dataSource.destroy()
