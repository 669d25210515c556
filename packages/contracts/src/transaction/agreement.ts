import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { SwitchableStore } from '../repository/switchable-store.js'
import { drain, ledgerStates, makeLinesDue } from './support.js'
import type { Application, TransactionSubject } from './transaction-subject.js'

/** A row as an outsider reads it. */
interface Row {
  readonly table: string
  readonly owner: string
  readonly original: boolean
  readonly width: number
  readonly height: number
  /** Where the bytes are; for a row of SQLAlchemy-ImageAttach computed as it did. */
  readonly path: string
  /** What the row itself says of it. */
  readonly place: string
  readonly source: string
  readonly byteSize: number | null
  readonly checksum: string | null
}

/**
 * What must hold after every case: each committed row has its file, whole and no other's (I1, I4); a set has one
 * original at most; and when the ledger was worked through and the stores were swept without grace, there are as many
 * files as rows and no line is left (I2, I3).
 */
export async function assertAgreement(subject: TransactionSubject): Promise<void> {
  for (const store of stores(subject)) store.heal()
  await assertFiles(subject)
  // An application whose table has another name by now can no longer clean up.
  const living = subject.applications.filter(({ options }) => options.pictureTable === undefined)
  for (const { app } of living) await app.images.settled()
  for (const { app, options } of living) await cleanUp(subject, app, options.ledger)

  const rows = await assertFiles(subject)
  const files = stores(subject).flatMap(store => (store.isAlias ? [] : store.paths()))
  assert.deepEqual([...files].sort(), rows.map(row => row.path).sort(), 'after cleaning up, rows and files are equal')
  for (const ledger of ledgers(subject)) {
    assert.deepEqual(await ledgerStates(subject, ledger), [], `nothing is left in ${ledger}`)
  }
}

/** Each row has its file: the very bytes that were attached. */
async function assertFiles(subject: TransactionSubject): Promise<readonly Row[]> {
  const rows = await readRows(subject)
  for (const row of rows) {
    const bytes = stores(subject)
      .find(store => store.bytes(row.path))
      ?.bytes(row.path)
    assert.ok(bytes, `the row of ${row.path} points to a file that is not there`)
    if (row.checksum === null) continue
    assert.equal(bytes.length, row.byteSize, `${row.path} is whole`)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), row.checksum, `${row.path} has its own bytes`)
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    assert.deepEqual([view.getUint32(16), view.getUint32(20)], [row.width, row.height], `${row.path} has its size`)
  }
  const originals = rows.filter(row => row.original).map(row => `${row.table} ${row.owner}`)
  assert.deepEqual([...new Set(originals)], originals, 'a set has one original')
  for (const row of rows.filter(({ original }) => !original)) {
    const original = rows.find(other => other.original && other.table === row.table && other.owner === row.owner)
    assert.equal(row.source, original?.place, 'a thumbnail was made from the original of its set')
  }
  const paths = rows.map(row => row.path)
  assert.equal(new Set(paths).size, paths.length, 'no file has two rows')
  return rows
}

async function readRows(subject: TransactionSubject): Promise<readonly Row[]> {
  const columns = 'original, width, height, path, source, byte_size, checksum'
  // As text: a driver may round it.
  const userId = `cast(user_id as ${subject.engine === 'mariadb' ? 'char' : 'text'})`
  const pictures = await subject.sql(`select ${userId} as owner, ${columns} from "user_picture"`)
  const photos = await subject.sql(`select post_id as owner, order_index, ${columns} from "post_photo"`)
  return [
    ...pictures.map(row => rowOf('user-picture', row)),
    ...photos.map(row => rowOf('post-photo', { ...row, owner: `${row.owner} ${row.order_index}` })),
  ]
}

function rowOf(table: string, row: Readonly<Record<string, unknown>>): Row {
  const { owner, original, width, height, path, source, byte_size: byteSize, checksum } = row
  return {
    table,
    owner: String(owner),
    original: Boolean(original),
    width: Number(width),
    height: Number(height),
    path: path === '' ? `${table}/${owner}/${width}x${height}` : String(path),
    place: String(path),
    source: String(source),
    byteSize: byteSize === null ? null : Number(byteSize),
    checksum: checksum === null ? null : String(checksum),
  }
}

/** Everything that deletes files, with no time left to wait for. */
async function cleanUp(subject: TransactionSubject, app: Application, ledger = 'imageattach_ledger'): Promise<void> {
  for (const { name } of app.images.stores) await drain(app.images.prune({ store: name }))
  await drain(app.images.purge())
  await makeLinesDue(subject, ledger)
  await drain(app.images.reap())
  await drain(app.images.sweep({ minAge: 0 }))
}

function stores(subject: TransactionSubject): readonly SwitchableStore[] {
  const used = subject.applications.flatMap(({ options }) => [
    ...(options.stores ?? [subject.store]),
    ...(options.legacyStore ? [options.legacyStore] : []),
  ])
  return [...new Set(used)]
}

function ledgers(subject: TransactionSubject): ReadonlySet<string> {
  return new Set(subject.applications.map(({ options }) => options.ledger ?? 'imageattach_ledger'))
}
