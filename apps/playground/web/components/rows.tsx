import type { TableView } from '../../server/protocol.js'
import { count } from '../format.js'
import { Card } from './card.jsx'

/** The tables as they are in the database. */
export function Rows({ tables }: { readonly tables: readonly TableView[] }) {
  return (
    <Card id="rows" title="Rows">
      {tables.map(({ name, columns, rows }) => (
        <div key={name} class="table">
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
                  {rows.map(row => (
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
        </div>
      ))}
    </Card>
  )
}

const longest = 30

function Cell({ value }: { readonly value: string | number | null }) {
  if (value === null) return <span class="quiet">null</span>
  if (value === '') return <span class="quiet">''</span>
  if (typeof value === 'number' || value.length <= longest) return value
  return <span title={value}>{`${value.slice(0, 8)}…${value.slice(8 - longest)}`}</span>
}
