/** One way to get the URL of the 150 px thumbnail of each user. */
export interface Way {
  readonly name: string
  readonly isSlow?: boolean
  run(): Promise<readonly string[]>
}

/** The same page in one ORM. */
export interface ListingSubject {
  readonly orm: string
  /** The first is the yardstick. */
  readonly ways: readonly Way[]
  /** Told of every statement that runs from now on. */
  onQuery(listener: () => void): void
  close(): Promise<void>
}

export const owners = 1_000

/** The statement that somebody writes who knows nothing of ImageAttach. */
export const joinByHand =
  'select user.id, user.name, path, width, height, created_at from user ' +
  'left join user_picture on user_id = user.id and width = 15 order by user.id'

/** The same with all that a page may ask for: every size, every column. */
export const wholeJoinByHand =
  'select user.id, user.name, user_picture.* from user left join user_picture on user_id = user.id order by user.id'

interface JoinedRow {
  readonly width: number
  readonly path: string
  readonly created_at: string
}

export function urlsOf(rows: readonly JoinedRow[]): readonly string[] {
  return rows.map(row => `https://images.example.com/${row.path}?_ts=${row.created_at.replace(/\D/g, '')}`)
}

/** The URLs of the thumbnails among rows of every size. */
export function thumbnailUrlsOf(rows: readonly JoinedRow[]): readonly string[] {
  return urlsOf(rows.filter(({ width }) => width === 15))
}
