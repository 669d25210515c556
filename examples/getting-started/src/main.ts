import { writeFile } from 'node:fs/promises'
import { db } from './database.ts'
import { images, userPictures } from './images.ts'
import { migrate } from './migrate.ts'

await migrate()

await images.transaction(async trx => {
  const ada = await trx.insertInto('user').values({ name: 'Ada' }).returningAll().executeTakeFirstOrThrow()
  await userPictures
    .using(trx)
    .of({ user_id: ada.id })
    .fromPath('ada.jpg', { thumbnails: [{ width: 150 }, { width: 600 }] })
})

const users = await db.selectFrom('user').selectAll().execute()
const pictures = await userPictures.load(users, user => ({ user_id: user.id }))
const items = users.map(user => pictures.get(user).thumbnail({ width: 150 })?.toHtml({ alt: user.name }) ?? '')
await writeFile('page.html', `<!doctype html><title>Users</title>${items.join('')}`)

await images.settled()
await db.destroy()
