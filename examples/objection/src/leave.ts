import { knex } from './database.ts'
import { images } from './images.ts'
import { User, UserPicture } from './models.ts'

await images.transaction(async trx => {
  await User.query(trx).delete().where('name', 'Ada')
})

console.log(await User.query().resultSize(), 'users,', await UserPicture.query().resultSize(), 'images')
for await (const _ of images.purge()); // at once, where files would stay for an hour
await knex.destroy()
