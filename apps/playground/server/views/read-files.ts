import type { Playground } from '../playground.js'
import type { Agreement, FileStatus, FileView } from '../protocol.js'
import { shortPath } from '../short-path.js'
import type { PlaygroundStore } from '../stores.js'
import type { FolderFile } from './list-folder.js'
import { listStore } from './list-store.js'
import { readChanges } from './read-changes.js'
import { type KnownRow, readRows } from './read-rows.js'

interface KnownLine {
  readonly path: string
  readonly store: string
  readonly state: string
  readonly due: number
}

interface Comparison {
  /** Why the files of a store are not known. */
  readonly failures: ReadonlyMap<string, string>
  readonly whereabouts: readonly string[]
  readonly files: readonly FileView[]
  readonly agreement: Agreement
}

/** What lies in the stores, why, and whether the rows tell the same. */
export async function readFiles(playground: Playground): Promise<Comparison> {
  const first = await compare(playground)
  // Rows and stores are not read in the same moment; what was only in between is gone the second time.
  return first.agreement.problems.length === 0 ? first : compare(playground)
}

async function compare(playground: Playground): Promise<Comparison> {
  const rows = new Map((await readRows(playground)).map(row => [row.path, row]))
  const listings = await Promise.all(playground.stores.all.map(async store => ({ store, ...(await listStore(store)) })))
  const lines = new Map((await readLines(playground)).map(line => [line.path, line]))
  const hidden = new Set((await readChanges(playground)).flatMap(({ kind, path }) => (kind === 'deleted' ? path : [])))
  const files = listings.flatMap(({ store, files: listed }) =>
    listed.map(file => viewOf(store, file, rows.get(file.path), lines.get(finalPath(file.path)), hidden)),
  )
  const failures = new Map<string, string>(
    listings.flatMap(({ store, failure }) => (failure === null ? [] : [[store.name, failure]])),
  )
  const sizes = new Map(files.map(file => [`${file.store}:${file.path}`, file.byteSize]))
  const sizeOf = ({ store, path }: KnownRow) =>
    sizes.get(`${store}:${path}`) ?? (store === 'sandbox' && !hidden.has(path) ? sizes.get(`local:${path}`) : undefined)
  const judged = [...rows.values()].filter(({ store }) => !failures.has(store))
  const dangling = judged.flatMap(row => describeDangling(row, sizeOf(row)))
  const strays = files.filter(file => file.status === 'stray').map(describeStray)
  const waiting = files.filter(file => ['staged', 'retired', 'doomed', 'moved'].includes(file.status)).length
  return {
    failures,
    whereabouts: [...rows.values()].map(({ store }) => store),
    files,
    agreement: { rows: rows.size, files: files.length, waiting, problems: [...dangling, ...strays] },
  }
}

function describeDangling({ store, path, byteSize }: KnownRow, found: number | undefined): readonly string[] {
  if (found === byteSize) return []
  const what = found === undefined ? 'is missing' : `has ${found} bytes, not ${byteSize}`
  return [`${shortPath(path)} (${store}) ${what}`]
}

function describeStray({ store, path }: FileView): string {
  return `${shortPath(path)} (${store}) is known to nobody`
}

async function readLines({ db }: Playground): Promise<readonly KnownLine[]> {
  const lines = await db
    .selectFrom('imageattach_ledger')
    .select(['path', 'store', 'state', 'due'])
    .where('state', 'in', ['staged', 'retired', 'doomed', 'moved'])
    .execute()
  return lines.map(line => ({ ...line, due: Number(line.due) }))
}

function viewOf(
  { name: store }: PlaygroundStore,
  { path, byteSize }: FolderFile,
  row: KnownRow | undefined,
  line: KnownLine | undefined,
  hidden: ReadonlySet<string>,
): FileView {
  const file = { store, path, byteSize, goesIn: null }
  if (row) return { ...file, status: row.original ? 'original' : 'thumbnail' }
  if (store === 'sandbox' && path.startsWith('sandbox-deleted/')) return { ...file, status: 'mark' }
  // The sandbox deletes nothing here: it has hidden the file, or will.
  if (store === 'local' && (hidden.has(path) || line?.store === 'sandbox')) return { ...file, status: 'hidden' }
  if (!line) return { ...file, status: 'stray' }
  const goesIn = line.due === 0 ? null : Math.max(0, line.due - Math.floor(Date.now() / 1000))
  return { ...file, status: line.state as FileStatus, goesIn } // readLines asks for these states alone
}

/** The path that a file is going to have, if its name is that of one still being written: `.name.tmp`. */
function finalPath(path: string): string {
  return path.replace(/\/\.([^/]+?)(?:\.[0-9a-f-]{36})?\.tmp$/, '/$1')
}
