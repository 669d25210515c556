import type SQLite from 'better-sqlite3'
import { openDatabase } from './open-database.ts'

/** What the table tells of a file without reading it. */
export interface FileRow {
  readonly path: string
  readonly byteSize: number
  /** Milliseconds since 1970. */
  readonly modifiedAt: number
}

const columns = 'path, length(bytes) as byteSize, modified_at as modifiedAt'
const pageSize = 500

/** The table of files, on a connection of its own: what is written in somebody's open transaction is not durable. */
export class FileTable {
  readonly #file: string
  #connection: SQLite.Database | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** Whether the path was new; a file that is there already stays. */
  insert(path: string, bytes: Uint8Array): boolean {
    const sql = 'insert into image_file (path, bytes, modified_at) values (?, ?, ?) on conflict (path) do nothing'
    return this.#open().prepare(sql).run(path, bytes, Date.now()).changes === 1
  }

  read(path: string): Uint8Array | undefined {
    const sql = 'select bytes from image_file where path = ?'
    return this.#open().prepare<[string], { bytes: Uint8Array }>(sql).get(path)?.bytes
  }

  delete(path: string): void {
    this.#open().prepare('delete from image_file where path = ?').run(path)
  }

  find(path: string): FileRow | undefined {
    const sql = `select ${columns} from image_file where path = ?`
    return this.#open().prepare<[string], FileRow>(sql).get(path)
  }

  /** The next files in the order of their paths. No LIKE: a prefix is no pattern. */
  page(prefix: string, after: string): readonly FileRow[] {
    const sql = `select ${columns} from image_file
      where substr(path, 1, length(@prefix)) = @prefix and path > @after order by path limit ${pageSize}`
    return this.#open().prepare<[{ prefix: string; after: string }], FileRow>(sql).all({ prefix, after })
  }

  close(): void {
    this.#connection?.close()
    this.#connection = undefined
  }

  #open(): SQLite.Database {
    this.#connection ??= openDatabase(this.#file)
    return this.#connection
  }
}
