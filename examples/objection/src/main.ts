import { writeFile } from 'node:fs/promises'
import { knex } from './database.ts'
import { images } from './images.ts'
import { migrate } from './migrate.ts'
import { User, userPictures } from './models.ts'

await migrate()

await images.transaction(async trx => {
  const ada = await User.query(trx).insert({ name: 'Ada' })
  await userPictures
    .using(trx)
    .of(ada)
    .fromPath('ada.jpg', { thumbnails: [{ width: 150 }, { width: 600 }] })
})

const users = await User.query()
const pictures = await userPictures.load(users)
const items = users.map(user => pictures.get(user).thumbnail({ width: 150 })?.toHtml({ alt: user.name }) ?? '')
await writeFile('page.html', `<!doctype html><title>Users</title>${items.join('')}`)

await images.settled()
await knex.destroy()
