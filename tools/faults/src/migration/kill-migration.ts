import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '../database/open-database.ts'
import { createTables } from '../database/tables.ts'
import type { MigrationReport, MigrationStart } from '../migration-process.ts'
import { picture, randomNumbers } from '../pictures.ts'
import { checkPictures } from './check-pictures.ts'
import { type MovingApp, openMovingApp, route } from './moving-app.ts'

/** What is migrated, and what happens to it meanwhile. */
export interface KillOptions {
  /** A folder for everything; in memory, preferably. */
  readonly parent: string
  /** The bundled program of a process. */
  readonly program: string
  readonly files: number
  readonly kills: number
  /** How many migrations run at once. Each is killed. */
  readonly migrations: number
  /** How many processes of the application attach, replace and remove pictures meanwhile. */
  readonly writers: number
  readonly seed: number
  readonly log: (line: string) => void
}

/** What came of it. */
export interface KillResult {
  readonly kills: number
  readonly operations: number
  readonly violations: readonly string[]
}

/** Migrates so many files, kills the migration at random moments, goes on each time, and compares everything at the end. */
export async function killMigration(options: KillOptions): Promise<KillResult> {
  const home = await mkdtemp(join(options.parent, 'imageattach-migration-'))
  const run = new KillRun(home, options)
  try {
    return await run.run()
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

class KillRun {
  readonly #home: string
  readonly #options: KillOptions
  readonly #random: (below: number) => number
  readonly #violations: string[] = []
  readonly #after: (string | undefined)[] = []
  #operations = 0
  #kills = 0

  constructor(home: string, options: KillOptions) {
    this.#home = home
    this.#options = options
    this.#random = randomNumbers(options.seed)
  }

  async run(): Promise<KillResult> {
    const { files, kills, writers, migrations, log } = this.#options
    await this.#begin()
    const before = await this.#filesOf(route.from)
    log(`${before.length} files`)
    const writing = Array.from({ length: writers }, (_, index) => this.#start('write', index))
    // On a fast machine the last of few files may be moved before the last kill.
    for (let left = await this.#look(); this.#kills < kills && left > 0; left = await this.#look()) {
      // So that the last kill still finds something to do.
      const share = Math.max(1, Math.trunc((2 * left) / (kills - this.#kills + 1)))
      await Promise.all(Array.from({ length: migrations }, (_, index) => this.#migrate(index, 1 + this.#random(share))))
      log(`kill ${this.#kills}: ${left} of ${files} files were left`)
    }
    for (const { child } of writing) child.send('end')
    await Promise.all(writing.map(({ ended }) => ended))
    // Without its checkpoint: what was attached behind it, and what a writer kept to itself, is moved, too.
    this.#after.length = 0
    await this.#migrate(0, Number.POSITIVE_INFINITY)
    await this.#end(writers === 0 ? before : [])
    return { kills: this.#kills, operations: this.#operations, violations: this.#violations }
  }

  /** Half of the files are originals, half are their thumbnails. */
  async #begin(): Promise<void> {
    const app = await openMovingApp(this.#home, 3_600)
    await createTables(app.db)
    for (let first = 1; first <= this.#options.files / 2; first += 100) {
      await app.images.transaction(async trx => {
        for (let id = first; id < first + 100 && id <= this.#options.files / 2; id += 1) {
          await trx
            .insertInto('person')
            .values({ id, name: `person ${id}` })
            .execute()
          const bytes = picture(this.#options.seed + id)
          await app.pictures
            .using(trx)
            .of({ person_id: id })
            .fromBlob(bytes, { thumbnails: [{ width: 20 }] })
        }
      })
    }
    await app.images.settled()
    await app.close()
  }

  /** Every row has its file. Gives how many are left to move. */
  async #look(): Promise<number> {
    const db = await openDatabase({ engine: 'sqlite', file: join(this.#home, 'app.db') })
    const { left, violations } = await checkPictures(db, this.#home, 'length')
    await db.destroy()
    // A writer may have changed a row after it was read; with its files kept for an hour it is there all the same.
    this.#violations.push(...violations)
    return left
  }

  /** One life of a migration: until it has moved so many files and a moment more, or to its end. */
  async #migrate(index: number, files: number): Promise<void> {
    let moved = 0
    const { child, ended } = this.#start('migrate', index, report => {
      if (report.kind === 'checkpoint') this.#after[index] = report.after
      if (report.kind !== 'file') return
      moved += 1
      if (moved === files) void delay(this.#random(20)).then(() => child.kill('SIGKILL'))
    })
    if ((await ended) === 'SIGKILL') this.#kills += 1
    else if (Number.isFinite(files)) this.#after[index] = undefined
  }

  #start(
    role: MigrationStart['role'],
    index: number,
    listen: (report: MigrationReport) => void = () => undefined,
  ): { readonly child: ChildProcess; readonly ended: Promise<NodeJS.Signals | null> } {
    const child = fork(this.#options.program)
    child.on('message', message => {
      const report = message as MigrationReport // the only thing that it sends
      if (report.kind === 'violation') this.#violations.push(report.what)
      if (report.kind === 'operation') this.#operations += 1
      listen(report)
    })
    const ended = new Promise<NodeJS.Signals | null>(resolve => {
      child.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL' && code !== 0) this.#violations.push(`a process ended with ${signal ?? code}`)
        resolve(signal)
      })
    })
    const seed = this.#options.seed + 1_000 * (index + 1)
    child.send({ home: this.#home, role, seed, after: this.#after[index] } satisfies MigrationStart)
    return { child, ended }
  }

  /** All is in the destination, byte by byte; the source was left as it was, and goes when it is pruned. */
  async #end(before: readonly string[]): Promise<void> {
    const app = await openMovingApp(this.#home, 0)
    const { left, violations } = await checkPictures(app.db, this.#home, 'bytes')
    this.#violations.push(...violations)
    if (left > 0) this.#violations.push(`${left} rows still name the source`)
    const kept = new Set(await this.#filesOf(route.from))
    for (const file of before) if (!kept.has(file)) this.#violations.push(`the source has lost ${file}`)
    await this.#cleanUp(app)
    const { places } = await checkPictures(app.db, this.#home, 'bytes')
    const files = [...(await this.#filesOf(route.from)), ...(await this.#filesOf(route.to))].sort()
    if (files.join() !== places.join()) {
      const known = new Set(places)
      this.#violations.push(...files.filter(file => !known.has(file)).map(file => `I2: garbage stays: ${file}`))
    }
    const lines = await app.db.selectFrom('imageattach_ledger').select('path').where('state', '<>', 'ns').execute()
    this.#violations.push(...lines.map(({ path }) => `the ledger still has ${path}`))
    for (const error of app.cleanupErrors) this.#violations.push(error.message)
    await app.close()
  }

  /** Prunes the source, and reaps as if an hour had passed. A sweep must find nothing: the ledger knew of every copy. */
  async #cleanUp({ db, images }: MovingApp): Promise<void> {
    for await (const _ of images.prune({ store: route.from }));
    await db.updateTable('imageattach_ledger').set({ due: 1 }).where('state', '<>', 'ns').execute()
    for await (const _ of images.reap());
    for await (const event of images.sweep({ minAge: 0 })) {
      if (event.kind === 'file') this.#violations.push(`I2: no line of the ledger told of ${event.store}/${event.path}`)
    }
  }

  async #filesOf(store: string): Promise<readonly string[]> {
    const entries = await readdir(join(this.#home, store), { recursive: true, withFileTypes: true }).catch(() => [])
    return entries
      .filter(entry => !entry.isDirectory())
      .map(entry => join(entry.parentPath, entry.name).slice(this.#home.length + 1))
      .sort()
  }
}
