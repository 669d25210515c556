import { picture, randomNumbers } from '../pictures.ts'
import { isExpected } from '../soak/expected-errors.ts'
import type { MovingApp } from './moving-app.ts'

/**
 * Attaches, replaces, scales and removes pictures until the signal, in the store that is the default, which is the one
 * that a migration empties. What any application must be ready for is no failure.
 */
export async function writePictures(
  { db, pictures }: MovingApp,
  seed: number,
  signal: AbortSignal,
  done: () => void,
): Promise<void> {
  const random = randomNumbers(seed)
  const people = await db.selectFrom('person').select('id').orderBy('id').execute()
  while (!signal.aborted) {
    const person = people[random(people.length)] ?? { id: 1 }
    const set = pictures.of({ person_id: person.id })
    const [kind, number] = [random(10), random(1e6)]
    try {
      if (kind < 5) await set.fromBlob(picture(number), { thumbnails: [{ width: 20 }] })
      else if (kind < 8) await set.generateThumbnail({ width: 10 + (number % 9) })
      else await set.remove()
    } catch (error) {
      if (!isExpected(error)) throw error
    }
    done()
  }
}
