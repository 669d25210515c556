import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App } from './app.ts'
import { picture } from './pictures.ts'
import { people } from './scenarios/scenario.ts'

/** Files beside ours: nobody here may touch them. */
export const foreignFiles = ['zzzzzzzzzzzz/person-picture/aa/other-application.60x40.png', 'readme.txt', 'sub/.hidden']

/** What every scenario finds: people, pictures, and files of somebody else. */
export async function makeCommonState({ db, pictures }: App, folder: string, seed: number): Promise<void> {
  for (const { person_id } of Object.values(people)) {
    await db
      .insertInto('person')
      .values({ id: person_id, name: `person ${person_id}` })
      .execute()
  }
  await pictures.of(people.full).fromBlob(picture(seed + 101), { thumbnails: [{ width: 20 }, { width: 10 }] })
  await pictures.of(people.other).fromBlob(picture(seed + 102), { thumbnails: [{ width: 15 }] })
  await pictures.of(people.bystander).fromBlob(picture(seed + 103), { thumbnails: [{ width: 20 }] })
  for (const path of foreignFiles) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `not ours: ${path}`)
  }
}
