import { useState } from 'preact/hooks'
import type { TableView } from '../../server/protocol.js'
import { count } from '../format.js'
import { Card } from './card.jsx'
import { ShowMore } from './show-more.jsx'

const few = 12

/** The tables as they are in the database. */
export function Rows({ tables }: { readonly tables: readonly TableView[] }) {
  return (
    <Card id="rows" title="Rows">
      {tables.map(table => (
        <Table key={table.name} table={table} />
      ))}
    </Card>
  )
}

function Table({ table: { name, columns, rows } }: { readonly table: TableView }) {
  const [all, setAll] = useState(false)
  return (
    <div class="table">
      <h3>
        <code>{name}</code> <span class="quiet">{count(rows.length, 'row')}</span>
      </h3>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard, too
        <section class="scroll" tabIndex={0} aria-label={`Rows of ${name}`}>
          <table>
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(all ? rows : rows.slice(0, few)).map(row => (
                <tr key={row.join()}>
                  {row.map((value, index) => (
                    <td key={columns[index]} class={typeof value === 'number' ? 'number' : ''}>
                      <Cell value={value} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <ShowMore hidden={rows.length - few} all={all} onChange={setAll} />
    </div>
  )
}

const longest = 30

function Cell({ value }: { readonly value: string | number | null }) {
  if (value === null) return <span class="quiet">null</span>
  if (value === '') return <span class="quiet">''</span>
  if (typeof value === 'number' || value.length <= longest) return value
  return <span title={value}>{`${value.slice(0, 8)}…${value.slice(8 - longest)}`}</span>
}
