import { useState } from 'preact/hooks'
import type { LogEntry } from '../../server/protocol.js'
import { Card } from './card.jsx'
import { LogItem } from './log-item.jsx'
import { ShowMore } from './show-more.jsx'

const few = 4

/** What happened, as the TypeScript that did it. */
export function Log({ entries }: { readonly entries: readonly LogEntry[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? entries : entries.slice(0, few)
  return (
    <Card id="log" title="What happened">
      {entries.length === 0 && <p class="about">Nothing yet. The code behind each action appears here.</p>}
      <ol class="log">
        {shown.map((entry, index) => (
          <LogItem key={entry.id} entry={entry} open={index === 0} />
        ))}
      </ol>
      <ShowMore hidden={entries.length - few} all={all} onChange={setAll} />
    </Card>
  )
}
