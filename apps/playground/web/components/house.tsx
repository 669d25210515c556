import type { TaskName } from '../../server/protocol.js'
import type { Playground } from '../use-playground.js'
import { FoldingCard } from './folding-card.jsx'
import { Notice } from './notice.jsx'
import { TaskBar } from './task-bar.jsx'

const area = 'house'

const groups: readonly { readonly title: string; readonly choices: readonly Choice[] }[] = [
  {
    title: 'Make trouble',
    choices: [
      { path: 'trouble/lose', label: 'Lose a file', about: 'a thumbnail’s, and nobody tells the database' },
      { path: 'trouble/damage', label: 'Flip a bit', about: 'of an original; name and length stay the same' },
      { path: 'trouble/stray', label: 'Drop a stray file', about: 'as a killed process could have left it' },
    ],
  },
  {
    title: 'Find it, put it right',
    choices: [
      { path: 'verify', label: 'Verify', about: 'compares every row with its file, byte by byte' },
      { path: 'sweep', label: 'Sweep', about: 'deletes the files that no row knows' },
      { path: 'repair', label: 'Repair', about: 'attaches originals again; removes a set that lost its own' },
    ],
  },
  {
    title: 'The ledger',
    choices: [
      { path: 'reap', label: 'Reap', about: 'does what is due; it also runs by itself' },
      { path: 'purge', label: 'Purge', about: 'deletes retired files before their time' },
    ],
  },
]

interface Choice {
  readonly path: TaskName | `trouble/${string}`
  readonly label: string
  readonly about: string
}

/** Looking after rows and files, and spoiling them first. */
export function House({ playground: { send, notices, tasks } }: { readonly playground: Playground }) {
  const task = tasks.verify ?? tasks.sweep ?? tasks.repair ?? tasks.reap ?? tasks.purge
  return (
    <FoldingCard
      id="house"
      title="Keeping house"
      about="Go behind the library’s back, and see how it is found and put right."
    >
      {groups.map(({ title, choices }) => (
        <div key={title} class="group">
          <h3>{title}</h3>
          <ul class="choices">
            {choices.map(({ path, label, about }) => (
              <li key={path}>
                <button type="button" onClick={() => void send('POST', `/house/${path}`, area)}>
                  {label}
                </button>
                <span class="quiet">{about}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <TaskBar task={task} />
      <Notice notice={notices[area]} />
    </FoldingCard>
  )
}
