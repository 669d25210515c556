import { useState } from 'preact/hooks'
import type { FileView, StoreView } from '../../server/protocol.js'
import { count, formatBytes } from '../format.js'
import { storeLabel } from '../store-label.js'
import { ShowMore } from './show-more.jsx'

export interface StoreFilesProps {
  readonly store: StoreView
  readonly files: readonly FileView[]
}

const few = 12

/** The files of one store as a tree. */
export function StoreFiles({ store, files }: StoreFilesProps) {
  const [all, setAll] = useState(false)
  return (
    <section class="store" aria-label={`Files in ${storeLabel(store.name)}`}>
      <h3>
        {storeLabel(store.name)} <span class="quiet">{count(files.length, 'file')}</span>
        {store.isDefault && <span class="badge good">new pictures go here</span>}
      </h3>
      {store.failure !== null && <p class="notice bad">{store.failure}</p>}
      {files.length > 0 && (
        <ul class="tree">
          {groupByFolder(all ? files : files.slice(0, few)).map(([folder, inside]) => (
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
      <ShowMore hidden={files.length - few} all={all} onChange={setAll} />
    </section>
  )
}

const texts: Readonly<Partial<Record<FileView['status'], string>>> = {
  stray: 'nobody knows it',
  hidden: 'hidden by the sandbox',
  mark: 'mark of a deletion',
  moved: 'left behind by a migration',
}

function describe({ status, goesIn }: FileView): string {
  const text = texts[status]
  if (text) return text
  if (status !== 'retired') return status
  if (goesIn === null) return 'retired, goes in a minute'
  return goesIn === 0 ? 'retired, goes now' : `retired, goes in ${goesIn} s`
}

/** By namespace and kind of owner: deeper than that every file is alone in its folder. */
function groupByFolder(files: readonly FileView[]): readonly (readonly [string, readonly FileView[]])[] {
  const groups = new Map<string, FileView[]>()
  for (const file of files) {
    const folder = file.path.split('/', file.status === 'mark' ? 1 : 2).join('/')
    groups.set(folder, [...(groups.get(folder) ?? []), file])
  }
  return [...groups]
}

/** The beginning and what follows the random token: enough to find the row. */
function shorten(path: string): string {
  const match = /^(.{2}\/.{6})[^.]*(\..*)$/.exec(path)
  return match ? `${match[1]}…${match[2]}` : path
}
