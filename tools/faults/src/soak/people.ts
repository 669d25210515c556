import type { App } from '../app.ts'

/** Hot sets that only verbs with transactions of their own change. */
export const alone: readonly number[] = [1, 2, 3]

/** Hot sets that only transactions of the application change: the person's name is the checksum of the original. */
export const together: readonly number[] = [4, 5, 6]

/** The name of a person without a picture. */
export const nobody = 'none'

export async function addPeople({ db }: App): Promise<void> {
  for (const id of [...alone, ...together]) await db.insertInto('person').values({ id, name: nobody }).execute()
}
