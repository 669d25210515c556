import { useState } from 'preact/hooks'
import { ShowMore } from './show-more.jsx'

const few = 6

/** What was found, one by one. */
export function Details({ details }: { readonly details: readonly string[] }) {
  const [all, setAll] = useState(false)
  if (details.length === 0) return null
  return (
    <div class="findings">
      <ul>
        {(all ? details : details.slice(0, few)).map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
      <ShowMore hidden={details.length - few} all={all} onChange={setAll} />
    </div>
  )
}
