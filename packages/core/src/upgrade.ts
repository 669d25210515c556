import { SchemaError } from './errors.js'
import { type ImageRow, newestThenLargest } from './image-row.js'
import { type ImageTable, keyColumns } from './image-table.js'
import { describeKey, type Key, keyId } from './key.js'
import { setLockName } from './ledger.js'
import { retiredFile } from './legacy/legacy-place.js'
import type { RepositorySession } from './repository.js'
import type { SchemaSession } from './schema-session.js'
import type { Services } from './services.js'

/** The statements that one table needs. */
export interface TableUpgrade {
  /** As SQL names it. */
  readonly table: string
  /** Whether it is the ledger rather than a table of images. */
  readonly ledger: boolean
  /** In this order, each a statement without semicolon. On PostgreSQL and SQLite they belong into one transaction. */
  readonly statements: readonly string[]
}

/** One of several originals of a set. */
export interface RivalOriginal {
  readonly width: number
  readonly height: number
  readonly mimetype: string
  readonly createdAt: string
}

/** A set that has more than one original, which SQLAlchemy-ImageAttach allowed. */
export interface RivalOriginals {
  readonly table: string
  readonly key: Key
  /** The newest first: the one that is shown until now. */
  readonly originals: readonly RivalOriginal[]
}

export interface UpgradeOptions {
  /** Which original a set keeps that has several. The files of the others stay `keepRetired` seconds. */
  readonly keep?: 'newest' | 'largest'
}

type Compare = (left: ImageRow, right: ImageRow) => number

const orders: Readonly<Record<NonNullable<UpgradeOptions['keep']>, Compare>> = {
  newest: newestThenLargest,
  largest: (left, right) => right.width * right.height - left.width * left.height || newestThenLargest(left, right),
}

/** What the tables of an application need before they can be written. Made by {@link ImageAttach.planUpgrade}. */
export class UpgradePlan {
  /** The ledger first; tables that need nothing are left out. */
  readonly tables: readonly TableUpgrade[]
  readonly rivals: readonly RivalOriginals[]
  readonly #services: Services<unknown>
  readonly #rivalRows: readonly RivalRows[]

  constructor(services: Services<unknown>, tables: readonly TableUpgrade[], rivalRows: readonly RivalRows[]) {
    this.tables = tables
    this.rivals = rivalRows.map(({ table, rows }) => ({
      table: table.name,
      key: rows[0].key,
      originals: rows.map(({ width, height, mimetype, createdAt }) => ({ width, height, mimetype, createdAt })),
    }))
    this.#services = services
    this.#rivalRows = rivalRows
  }

  /** Whether there is nothing to do. */
  get isEmpty(): boolean {
    return this.tables.length === 0 && this.rivals.length === 0
  }

  /**
   * Does it: the ledger, then sets with several originals, then the tables, each in a transaction of its own where the
   * engine lets tables take part in one. After a failure or a kill at any point make a new plan, and apply that.
   *
   * @throws {@link SchemaError} before anything is changed, when a set has several originals and `keep` is not given
   */
  async apply({ keep }: UpgradeOptions = {}): Promise<void> {
    const [rival] = this.rivals
    if (rival && !keep) {
      throw new SchemaError(
        `${this.rivals.length} sets have more than one original, such as ${rival.table} of ${describeKey(rival.key)}; ` +
          'say which one stays with `keep`: the newest or the largest',
      )
    }
    for (const { statements } of this.tables.filter(({ ledger }) => ledger)) await this.#change(statements)
    if (keep) for (const { table, rows } of this.#rivalRows) await this.#retireOthers(table, rows[0].key, orders[keep])
    for (const { statements } of this.tables.filter(({ ledger }) => !ledger)) await this.#change(statements)
  }

  async #change(statements: readonly string[]): Promise<void> {
    const { repository } = this.#services
    await repository.transaction(async transaction => {
      const schema = schemaOf(repository.session(transaction), repository.name)
      for (const statement of statements) await schema.change(statement)
    })
  }

  async #retireOthers(table: ImageTable, key: Key, order: Compare): Promise<void> {
    const { repository } = this.#services
    await repository.transaction(async transaction => {
      const session = repository.session(transaction)
      await session.hold([setLockName(table, key)])
      const [, ...others] = (await session.find(table, key)).filter(row => row.original).sort(order)
      for (const other of others) {
        const gone = await schemaOf(session, repository.name).deleteOriginal(table, other)
        await session.retire(
          table,
          gone.map(row => retiredFile(table, row)),
        )
      }
    })
  }
}

interface RivalRows {
  readonly table: ImageTable
  readonly rows: readonly [ImageRow, ...ImageRow[]]
}

/** Looks at the ledger and at the tables of all attachments. */
export async function planUpgrade<THandle>(services: Services<THandle>): Promise<UpgradePlan> {
  const { repository, settler } = services
  const schema = schemaOf(repository.root, repository.name)
  const upgrades: TableUpgrade[] = [{ table: schema.ledger, ledger: true, statements: await schema.ledgerChanges() }]
  const rivals: RivalRows[] = []
  for (const table of settler.tables) {
    upgrades.push({ table: table.sqlName, ledger: false, statements: await schema.tableChanges(table) })
    rivals.push(...rivalRows(table, await schema.findRivals(table)))
  }
  const needed = upgrades.filter(({ statements }) => statements.length > 0)
  return new UpgradePlan(services as Services<unknown>, needed, rivals) // it gives no handle to the repository but its own
}

function rivalRows(table: ImageTable, originals: readonly ImageRow[]): readonly RivalRows[] {
  const names = keyColumns(table).map(({ name }) => name)
  const sets = new Map<string, [ImageRow, ...ImageRow[]]>()
  for (const row of [...originals].sort(newestThenLargest)) {
    const set = sets.get(keyId(row.key, names))
    if (set) set.push(row)
    else sets.set(keyId(row.key, names), [row])
  }
  return [...sets.values()].map(rows => ({ table, rows }))
}

function schemaOf({ schema }: RepositorySession, repository: string): SchemaSession {
  if (schema) return schema
  throw new SchemaError(`The repository "${repository}" cannot change tables; change them in a migration`)
}
