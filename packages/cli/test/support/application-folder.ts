import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { examplePng } from '@imageattach/contracts'
import { createImageTable, createLedger } from '@imageattach/kysely'
import SQLite from 'better-sqlite3'
import { openApplication } from '../fixtures/application.ts'

/** A folder with the database and the stores of an application, gone when it is disposed of. */
export class ApplicationFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'imageattach-cli-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }

  /** The tables, and a picture for each of so many users; gives the paths of the files below the store. */
  async create(users: number): Promise<readonly string[]> {
    const { db, images, pictures } = openApplication(this.path)
    await createLedger(db)
    await db.schema
      .createTable('user')
      .addColumn('id', 'integer', id => id.primaryKey())
      .execute()
    await createImageTable(db, 'user_picture', {
      key: ['user_id'],
      columns: table => table.addColumn('user_id', 'integer', id => id.notNull().references('user.id')),
    })
    const paths: string[] = []
    for (let id = 1; id <= users; id += 1) {
      await db.insertInto('user').values({ id }).execute()
      paths.push((await pictures.of({ user_id: id }).fromBlob(examplePng(4, 3, id % 256))).path)
    }
    await images.settled()
    await db.destroy()
    return paths
  }

  /** Removes the pictures of a user, whose files stay for an hour. */
  async remove(userId: number): Promise<void> {
    const { db, images, pictures } = openApplication(this.path)
    await pictures.of({ user_id: userId }).remove()
    await images.settled()
    await db.destroy()
  }

  /** A table as SQLAlchemy-ImageAttach made it, with two originals for user 1. */
  createAncestor(): void {
    this.sql(
      `create table user_picture (width integer not null, height integer not null, mimetype varchar(255) not null,
         original boolean not null, created_at datetime not null, user_id integer not null,
         primary key (width, height, user_id))`,
      `insert into user_picture values (40, 30, 'image/png', 1, '2020-01-02 03:04:05', 1)`,
      `insert into user_picture values (20, 15, 'image/png', 1, '2020-01-02 03:04:06', 1)`,
    )
    this.write('legacy/user-picture/1/0/1.40x30.png', examplePng(40, 30))
    this.write('legacy/user-picture/1/0/1.20x15.png', examplePng(20, 15))
  }

  /** Writes a file, its folders included. */
  write(path: string, content: Uint8Array | string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    writeFileSync(join(this.path, path), content)
  }

  /** The stores that the rows name, in the order of their owners. */
  stores(): readonly unknown[] {
    const database = new SQLite(join(this.path, 'app.db'))
    const stores = database.prepare('select store from user_picture order by user_id').pluck().all()
    database.close()
    return stores
  }

  /** Runs statements on the database behind the back of the application. */
  sql(...statements: readonly string[]): void {
    const database = new SQLite(join(this.path, 'app.db'))
    for (const statement of statements) database.exec(statement)
    database.close()
  }
}
