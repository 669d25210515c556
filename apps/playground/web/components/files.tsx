import type { Agreement, FileView } from '../../server/protocol.js'
import { count, formatBytes } from '../format.js'
import { Card } from './card.jsx'

export interface FilesProps {
  readonly files: readonly FileView[]
  readonly agreement: Agreement
}

/** The folder as a tree, and whether it tells the same as the rows. */
export function Files({ files, agreement }: FilesProps) {
  return (
    <Card id="files" title="Files">
      <Verdict agreement={agreement} />
      {files.length > 0 && (
        <ul class="tree">
          {groupByFolder(files).map(([folder, inside]) => (
            <li key={folder}>
              <span class="folder">{folder}/</span>
              <ul>
                {inside.map(file => (
                  <li key={file.path} class={`file ${file.status}`}>
                    <span class="path" title={file.path}>
                      {shorten(file.path.slice(folder.length + 1))}
                    </span>
                    <span class="quiet">{formatBytes(file.byteSize)}</span>
                    <span class="badge">{describe(file)}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Verdict({ agreement: { rows, files, waiting, problems } }: { readonly agreement: Agreement }) {
  if (problems.length > 0) return <p class="notice bad">Rows and files disagree: {problems.join(', ')}</p>
  return (
    <p class="verdict">
      <strong>Rows and files agree.</strong> {count(rows, 'row')}, {count(files, 'file')}
      {waiting > 0 && `, of which ${waiting} ${waiting === 1 ? 'waits' : 'wait'} in the ledger for the end`}.
    </p>
  )
}

function describe({ status, goesIn }: FileView): string {
  if (status === 'stray') return 'nobody knows it'
  if (status !== 'retired') return status
  if (goesIn === null) return 'retired, goes in a minute'
  return goesIn === 0 ? 'retired, goes now' : `retired, goes in ${goesIn} s`
}

/** By namespace and kind of owner: deeper than that every file is alone in its folder. */
function groupByFolder(files: readonly FileView[]): readonly (readonly [string, readonly FileView[]])[] {
  const groups = new Map<string, FileView[]>()
  for (const file of files) {
    const folder = file.path.split('/').slice(0, 2).join('/')
    groups.set(folder, [...(groups.get(folder) ?? []), file])
  }
  return [...groups]
}

/** The beginning and what follows the random token: enough to find the row. */
function shorten(path: string): string {
  const match = /^(.{2}\/.{6})[^.]*(\..*)$/.exec(path)
  return match ? `${match[1]}…${match[2]}` : path
}
