import type { Playground } from '../playground.js'
import type { Agreement, FileStatus, FileView } from '../protocol.js'
import { type FolderFile, listFolder } from './list-folder.js'

interface KnownRow {
  readonly path: string
  readonly original: boolean
  readonly byteSize: number
}

interface KnownLine {
  readonly path: string
  readonly state: string
  readonly due: number
}

/** What lies in the folder, why, and whether the rows tell the same. */
export async function readFiles(
  playground: Playground,
): Promise<{ readonly files: readonly FileView[]; readonly agreement: Agreement }> {
  const first = await compare(playground)
  // Rows and folder are not read in the same moment; what was only in between is gone the second time.
  return first.agreement.problems.length === 0 ? first : compare(playground)
}

async function compare(
  playground: Playground,
): Promise<{ readonly files: readonly FileView[]; readonly agreement: Agreement }> {
  const rows = new Map((await readRows(playground)).map(row => [row.path, row]))
  const folder = await listFolder(playground.folder)
  const lines = new Map((await readLines(playground)).map(line => [line.path, line]))
  const files = folder.map(file => viewOf(file, rows.get(file.path), lines.get(finalPath(file.path))))
  const sizes = new Map(folder.map(file => [file.path, file.byteSize]))
  const dangling = [...rows.values()].filter(row => sizes.get(row.path) !== row.byteSize).map(row => row.path)
  const strays = files.filter(file => file.status === 'stray').map(file => file.path)
  const waiting = files.filter(file => !['original', 'thumbnail', 'stray'].includes(file.status)).length
  return {
    files,
    agreement: { rows: rows.size, files: folder.length, waiting, problems: [...dangling, ...strays] },
  }
}

async function readRows({ db }: Playground): Promise<readonly KnownRow[]> {
  const columns = ['path', 'original', 'byte_size'] as const
  const pictures = await db.selectFrom('user_picture').select(columns).execute()
  const photos = await db.selectFrom('post_photo').select(columns).execute()
  return [...pictures, ...photos].map(row => ({
    path: row.path,
    original: Boolean(row.original),
    byteSize: Number(row.byte_size),
  }))
}

async function readLines({ db }: Playground): Promise<readonly KnownLine[]> {
  const lines = await db
    .selectFrom('imageattach_ledger')
    .select(['path', 'state', 'due'])
    .where('state', 'in', ['staged', 'retired', 'doomed'])
    .execute()
  return lines.map(line => ({ ...line, due: Number(line.due) }))
}

function viewOf({ path, byteSize }: FolderFile, row: KnownRow | undefined, line: KnownLine | undefined): FileView {
  if (row) return { path, byteSize, status: row.original ? 'original' : 'thumbnail', goesIn: null }
  if (!line) return { path, byteSize, status: 'stray', goesIn: null }
  const goesIn = line.due === 0 ? null : Math.max(0, line.due - Math.floor(Date.now() / 1000))
  return { path, byteSize, status: line.state as FileStatus, goesIn } // readLines asks for these states alone
}

/** The path that a file is going to have, if its name is that of one still being written: `.name.tmp`. */
function finalPath(path: string): string {
  return path.replace(/\/\.([^/]+?)(?:\.[0-9a-f-]{36})?\.tmp$/, '/$1')
}
